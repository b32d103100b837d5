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
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.check import describe
from huiyin.platform.verify.cli import run
from huiyin.platform.verify.stamp import check_stamp

from .. import signing_kit
from ..signing_kit import SignedContract, stamp_of

Files = dict[str, bytes]


def _unpack(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
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


def test_it_is_valid_and_always_the_same(signed_contract: SignedContract) -> None:
    bundle = signed_contract.bundle()
    report = verify_bundle(bundle, signed_contract.root_pem)
    assert report.ok, report
    assert report.events == 5
    first, second = _unpack(bundle), _unpack(signed_contract.bundle())
    volatile = {name for name in first if name.endswith(".crl")} | {"manifest.json", "manifest.tst"}
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
        (lambda files: files.pop("manifest.tst"), "缺少文件 manifest.tst"),
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


def test_the_manifest_is_stamped(signed_contract: SignedContract) -> None:
    began = clock.now().replace(microsecond=0)
    stamp = verify_bundle(signed_contract.bundle(), signed_contract.root_pem).stamp
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


def test_a_forger_who_makes_the_manifest_fit_has_no_stamp_for_it(signed_contract: SignedContract) -> None:
    files = _unpack(signed_contract.bundle())
    _resealed("report.pdf", b"%PDF-1.7", b"%PDF-1.6")(files)
    report = verify_bundle(_pack(files), signed_contract.root_pem)
    assert not report.ok and report.problems == ()
    assert report.stamp is not None
    assert report.stamp.problems == ("不是这份清单的时间戳，或清单被改动",)


def test_the_stamp_of_another_manifest_is_refused(signed_contract: SignedContract) -> None:
    files = _unpack(signed_contract.bundle())
    files["manifest.tst"] = stamp_of(b"another manifest", signed_contract.authority)
    report = verify_bundle(_pack(files), signed_contract.root_pem)
    assert not report.ok
    assert report.stamp is not None and report.stamp.trusted
    assert report.stamp.problems == ("不是这份清单的时间戳，或清单被改动",)


def test_a_stamp_by_a_stranger_is_not_trusted(signed_contract: SignedContract, tmp_path: Path) -> None:
    files = _unpack(signed_contract.bundle())
    files["manifest.tst"] = stamp_of(files["manifest.json"], CertificateAuthority.open(tmp_path))
    report = verify_bundle(_pack(files), signed_contract.root_pem)
    assert not report.ok
    assert report.stamp is not None and not report.stamp.trusted
    assert "证书不可信" in report.stamp.problems


def test_every_changed_byte_of_the_stamp_is_found(signed_contract: SignedContract) -> None:
    files, chance = _unpack(signed_contract.bundle()), random.Random(20261124)  # noqa: S311
    token, manifest = files["manifest.tst"], files["manifest.json"]
    crls = (files["ca/1.crl"], files["ca/2.crl"])
    places = {chance.randrange(len(token)) for _time in range(150)} | {0, len(token) - 1}
    for place in sorted(places):
        changed = bytearray(token)
        changed[place] ^= 1 << chance.randrange(8)
        found = check_stamp(
            "manifest.tst", bytes(changed), manifest, files["ca/root.pem"], files["ca/chain.pem"], crls
        )
        assert not found.valid and found.problems, place
    assert not check_stamp(
        "manifest.tst", token + b"\0", manifest, files["ca/root.pem"], files["ca/chain.pem"], crls
    ).valid


def test_the_stamp_holds_for_years_and_then_says_so(signed_contract: SignedContract) -> None:
    bundle = signed_contract.bundle()
    with clock.use(clock.now() + timedelta(days=4 * 365)):
        assert verify_bundle(bundle, signed_contract.root_pem).ok
    with clock.use(clock.now() + timedelta(days=6 * 365)):
        stamp = verify_bundle(bundle, signed_contract.root_pem).stamp
    assert stamp is not None and stamp.problems == ("时间戳证书已到期，之后没有续加时间戳",)


async def test_it_works_inside_an_event_loop(signed_contract: SignedContract) -> None:
    assert verify_bundle(signed_contract.bundle(), signed_contract.root_pem).ok


def test_its_signer_is_named_to_the_letter(signed_contract: SignedContract) -> None:
    """Nothing signs the name by which the certificate is looked up, and case does not matter there."""
    files = _unpack(signed_contract.bundle())
    head, tail = files["manifest.tst"].rsplit(b" CA E1", 1)
    files["manifest.tst"] = head + b" CA e1" + tail
    stamp = verify_bundle(_pack(files), signed_contract.root_pem).stamp
    assert stamp is not None and stamp.problems == ("时间戳里有未受保护的内容",)


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
    data = bytearray((bundle_folder / "contract.pdf").read_bytes())
    data[3000] ^= 1
    (bundle_folder / "contract.pdf").write_bytes(data)
    done = _verifier(bundle_folder)
    assert done.returncode == 1
    assert "文件 contract.pdf 被改动" in done.stdout
    assert "根证书未经指定" in done.stdout


def test_command_line(
    signed_contract: SignedContract, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, contract, bundle = tmp_path / "root.pem", tmp_path / "a.pdf", tmp_path / "a.zip"
    root.write_bytes(signed_contract.root_pem)
    contract.write_bytes(signed_contract.final)
    bundle.write_bytes(signed_contract.bundle())
    assert run(contract, root, False) == run(bundle, root, False) == 0
    said = capsys.readouterr().out
    assert "根证书未经指定" not in said
    assert re.search(r"✓ 清单时间戳 回音测试时间戳 T1 20\d\d-\S+ 完整、可信", said)
    assert run(contract, None, False) == 0
    assert "根证书未经指定" in capsys.readouterr().out
    assert run(bundle, root, True) == 0
    assert json.loads(capsys.readouterr().out)["pdf"]["ok"] is True
    contract.write_bytes(signed_contract.signed)
    assert run(contract, root, False) == 1
    assert "✗" in capsys.readouterr().out
