"""The evidence bundle: nothing foreign inside, verifiable without us, every change named."""

import hashlib
import io
import json
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.check import describe
from huiyin.platform.verify.cli import run
from huiyin.platform.verify.manifest import check_signature, stamped_parts

from .. import signing_kit
from ..signing_kit import COMPANY, USCC, WORKER, SignedContract, signature_of

Files = dict[str, bytes]


def _unpack(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(files: Files) -> bytes:
    """As another program packs it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 24, 10, 0, 0)), data)
    return out.getvalue()


def _flip(name: str, place: int) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        data = bytearray(files[name])
        data[place] ^= 1
        files[name] = bytes(data)

    return change


def _resealed(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    """A forger who also corrects the manifest."""

    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)
        manifest = json.loads(files["manifest.json"])
        manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()

    return change


def _sign(files: Files, signature: bytes) -> None:
    token, value = stamped_parts(signature)
    files.update({"manifest.p7s": signature, "manifest.tst": token, "manifest.value": value})


def test_it_is_valid_and_always_the_same(signed_contract: SignedContract) -> None:
    bundle = signed_contract.bundle()
    report = verify_bundle(bundle, signed_contract.root_pem)
    assert report.ok, report
    assert report.events == 5
    first, second = _unpack(bundle), _unpack(signed_contract.bundle())
    volatile = {name for name in first if name.endswith(".crl") or name.startswith("manifest.")}
    assert {k: v for k, v in first.items() if k not in volatile} == {
        k: v for k, v in second.items() if k not in volatile
    }


def test_another_persons_event_is_a_bare_link(signed_contract: SignedContract) -> None:
    lines = _unpack(signed_contract.bundle())["events.jsonl"].splitlines()
    assert set(json.loads(lines[2])) == {"seq", "prev", "hash"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_flip("contract.pdf", 5000), "文件 contract.pdf 被改动"),
        (_flip("events.jsonl", 40), "文件 events.jsonl 被改动"),
        (_flip("report.pdf", 100), "文件 report.pdf 被改动"),
        (_flip("ca/chain.pem", 100), "文件 ca/chain.pem 被改动"),
        (_flip("verify.py", 10), "文件 verify.py 被改动"),
        (_flip("manifest.json", 0), "清单 manifest.json"),
        (lambda files: files.pop("manifest.p7s"), "缺少文件 manifest.p7s"),
        (lambda files: files.pop("manifest.tst"), "缺少文件 manifest.tst"),
        (_flip("manifest.tst", 200), "文件 manifest.tst 被改动"),
        (_flip("manifest.value", 20), "文件 manifest.value 被改动"),
        (_resealed("events.jsonl", b'"seq": 4', b'"seq": 7'), "第 7 个事件：与前一个事件接不上"),
        (_resealed("events.jsonl", '"页": 2'.encode(), '"页": 9'.encode()), "第 2 个事件：内容与哈希不符"),
        (_resealed("events.jsonl", b'"seq": 1', b'"sfq": 1'), "第 1 个事件：缺少序号"),
        (_resealed("events.jsonl", b'"seq": 1', b'"seq": 0'), "第 0 个事件：序号小于 1"),
        (_resealed("events.jsonl", b'{"application"', b'["application"'), "第 1 行无法读取"),
        (_resealed("contract.pdf", b"%PDF-1.7", b"%PDF-1.6"), "contract.pdf 与清单中的合同哈希不符"),
        (lambda files: files.pop("report.pdf"), "缺少文件 report.pdf"),
        (lambda files: files.update({"extra.txt": b"x"}), "多出文件 extra.txt"),
    ],
)
def test_every_change_is_found_and_named(
    signed_contract: SignedContract, change: Callable[[Files], object], words: str
) -> None:
    files = _unpack(signed_contract.bundle())
    change(files)
    report = verify_bundle(_pack(files), signed_contract.root_pem)
    assert not report.ok
    assert words in " ".join(report.problems)


def test_the_manifest_is_signed_and_stamped(signed_contract: SignedContract) -> None:
    began = clock.now().replace(microsecond=0)
    report = verify_bundle(signed_contract.bundle(), signed_contract.root_pem)
    assert report.signature is not None and report.signature.valid and report.signature.trusted
    assert report.signature.signer == "回音测试存证 V1"
    stamp = report.stamp
    assert stamp is not None and stamp.valid and stamp.trusted
    assert stamp.signer == "回音测试时间戳 T1"
    assert began <= datetime.fromisoformat(stamp.stamped_at) <= clock.now()


@pytest.mark.parametrize(
    ("hours", "words"), [(-1, []), (1, [f"事件链第 {seq} 个事件：时间在将来" for seq in (1, 2, 4, 5)])]
)
def test_times_that_lie_behind_the_stamp_are_named(
    signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch, hours: int, words: list[str]
) -> None:
    """Each hash fits, so it is for the reader to judge: somebody's clock may have been wrong."""
    monkeypatch.setattr(signing_kit, "ISSUED", clock.now() + timedelta(hours=hours))
    report = verify_bundle(signed_contract.bundle(), signed_contract.root_pem)
    assert report.ok and list(report.doubts) == words
    assert all(f"! {one}" in describe(report) for one in words)


def test_the_signature_of_another_manifest_is_refused(signed_contract: SignedContract) -> None:
    files = _unpack(signed_contract.bundle())
    _sign(files, signature_of(b"another manifest", signed_contract.authority))
    report = verify_bundle(_pack(files), signed_contract.root_pem)
    assert not report.ok
    assert report.signature is not None
    assert report.signature.problems == ("不是这份清单的签名，或清单被改动",)


def test_every_changed_byte_of_the_signature_is_found(signed_contract: SignedContract) -> None:
    files, chance = _unpack(signed_contract.bundle()), random.Random(20261124)  # noqa: S311
    signature, manifest = files["manifest.p7s"], files["manifest.json"]
    trust = (files["ca/root.pem"], files["ca/chain.pem"], (files["ca/1.crl"], files["ca/2.crl"]))
    places = {chance.randrange(len(signature)) for _time in range(150)} | {0, len(signature) - 1}
    for place in sorted(places):
        changed = bytearray(signature)
        changed[place] ^= 1 << chance.randrange(8)
        assert not check_signature(bytes(changed), manifest, *trust).valid, place
    assert not check_signature(signature + b"\0", manifest, *trust).valid
    assert not check_signature(b"", manifest, *trust).valid
    assert check_signature(signature, manifest, *trust).valid


def test_every_changed_byte_of_the_zip_is_found(signed_contract: SignedContract) -> None:
    """Inside a file it is not valid; around the files it is as if somebody else had packed them, which is said."""
    bundle, chance = signed_contract.bundle(), random.Random(20261129)  # noqa: S311
    assert "重新打包" not in " ".join(verify_bundle(bundle, signed_contract.root_pem).doubts)
    for place in {
        *(chance.randrange(len(bundle)) for _time in range(60)),
        *range(len(bundle) - 140, len(bundle)),
    }:
        changed = bytearray(bundle)
        changed[place] ^= chance.randrange(1, 256)
        report = verify_bundle(bytes(changed), signed_contract.root_pem)
        assert not report.ok or "重新打包" in report.doubts[0], place


def test_the_stamp_holds_for_years_and_then_says_so(signed_contract: SignedContract) -> None:
    bundle = signed_contract.bundle()
    with clock.use(clock.now() + timedelta(days=20 * 365)):
        assert verify_bundle(bundle, signed_contract.root_pem).ok
    with clock.use(clock.now() + timedelta(days=26 * 365)):
        stamp = verify_bundle(bundle, signed_contract.root_pem).stamp
    assert stamp is not None and stamp.problems == ("时间戳证书已到期，之后没有续加时间戳",)


async def test_it_works_inside_an_event_loop(signed_contract: SignedContract) -> None:
    assert verify_bundle(signed_contract.bundle(), signed_contract.root_pem).ok


def test_its_signers_are_named_to_the_letter(signed_contract: SignedContract) -> None:
    """Nothing signs the name by which a certificate is looked up, and case does not matter there."""
    bundle = _unpack(signed_contract.bundle())
    signature = bundle["manifest.p7s"]
    places = [found.start() for found in re.finditer(b" CA E1", signature)]
    assert len(places) >= 6  # in the certificates, and where each signer is named
    for place in places:
        files = dict(bundle)
        _sign(files, signature[:place] + b" CA e1" + signature[place + 6 :])
        assert not verify_bundle(_pack(files), signed_contract.root_pem).ok, place


@pytest.mark.parametrize(
    ("pack_anew", "words"),
    [
        (lambda files: files, "重新打包"),
        (lambda files: {f"HT-1/{name}": data for name, data in files.items()}, "多了一层文件夹 HT-1/"),
        (lambda files: {f"a/b/{name}": data for name, data in files.items()}, "多了一层文件夹 a/b/"),
        (lambda files: files | {".DS_Store": b"x", "ca/.DS_Store": b"x"}, ".DS_Store"),
        (
            lambda files: (
                {f"HT-1/{name}": data for name, data in files.items()}
                | {"__MACOSX/HT-1/._contract.pdf": b"x"}
            ),
            "__MACOSX/HT-1/._contract.pdf",
        ),
    ],
)
def test_a_zip_packed_anew_is_said_as_such(
    signed_contract: SignedContract, pack_anew: Callable[[Files], Files], words: str
) -> None:
    report = verify_bundle(_pack(pack_anew(_unpack(signed_contract.bundle()))), signed_contract.root_pem)
    assert report.ok, report.problems
    assert words in " ".join(report.doubts) and "重新打包" in report.doubts[0]


def test_what_lies_beside_the_outer_folder_is_not_overlooked(signed_contract: SignedContract) -> None:
    files = {f"HT-1/{name}": data for name, data in _unpack(signed_contract.bundle()).items()}
    assert not verify_bundle(_pack(files | {"contract.pdf": b"another"}), signed_contract.root_pem).ok


def test_damaged_and_hostile_archives_are_no_crash(signed_contract: SignedContract) -> None:
    bundle = signed_contract.bundle()
    damaged = bytearray(bundle)
    damaged[len(damaged) // 2] ^= 0xFF
    doubled = io.BytesIO(bundle)
    with zipfile.ZipFile(doubled, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("contract.pdf", b"another")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(100_000_001))
    for data in (b"PK", b"", bundle[:-30], bytes(damaged), doubled.getvalue(), bomb.getvalue()):
        report = verify_bundle(data)
        assert not report.ok
        assert "存证包无法读取或已损坏" in report.problems[0]


def _verifier(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-W", "error", "verify.py", *options]
    environment = {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_its_own_verifier_needs_nothing_of_ours(bundle_folder: Path) -> None:
    for source in (bundle_folder / "lib").rglob("*.py"):
        assert "import huiyin." not in source.read_text("utf-8")
        assert "from huiyin." not in source.read_text("utf-8")
    done = _verifier(bundle_folder, "--root", "ca/root.pem")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ 有效" in done.stdout
    unknown = _verifier(bundle_folder)
    assert unknown.returncode == 2 and "✓" not in unknown.stdout, unknown.stdout
    data = bytearray((bundle_folder / "contract.pdf").read_bytes())
    data[3000] ^= 1
    (bundle_folder / "contract.pdf").write_bytes(data)
    done = _verifier(bundle_folder)
    assert done.returncode == 1
    assert "文件 contract.pdf 被改动" in done.stdout
    assert "根证书未经指定" in done.stdout


def test_its_verifier_refuses_what_it_does_not_understand(bundle_folder: Path) -> None:
    """Somebody who writes it otherwise is not told about a check without the root that they meant."""
    assert _verifier(bundle_folder, "--root=ca/root.pem").returncode == 0
    for wrong in (["ca/root.pem"], ["--root"], ["--roots", "ca/root.pem", "x"]):
        done = _verifier(bundle_folder, *wrong)
        assert done.returncode == 2 and "usage:" in done.stderr and not done.stdout, (wrong, done)


def test_command_line(
    signed_contract: SignedContract, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract, bundle = tmp_path / "a.pdf", tmp_path / "a.zip"
    contract.write_bytes(signed_contract.final)
    bundle.write_bytes(signed_contract.bundle())
    roots = signed_contract.root_pem
    assert run(contract, roots, False) == run(bundle, roots, False) == 0
    said = capsys.readouterr().out
    assert "根证书未经指定" not in said
    assert re.search(r"✓ 平台存证签名 回音测试存证 V1 20\d\d-\S+ 完整、可信", said)
    assert re.search(r"✓ 清单时间戳 回音测试时间戳 T1 20\d\d-\S+ 完整、可信", said)
    assert "✓ 有效" in said and f"甲方 {COMPANY}（{USCC}）　乙方 {WORKER}" in said
    assert run(contract, None, False) == run(bundle, None, False) == 2
    said = capsys.readouterr().out
    assert "根证书未经指定" in said and "✓" not in said
    assert run(bundle, roots, True) == 0
    assert json.loads(capsys.readouterr().out)["pdf"]["whole"] is True
    contract.write_bytes(signed_contract.signed)
    assert run(contract, roots, False) == 1
    assert "✗" in capsys.readouterr().out
