"""The evidence bundle: nothing foreign inside, verifiable without us, every change named."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.cli import run

from ..signing_kit import SignedContract

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
    volatile = {name for name in first if name.endswith(".crl")} | {"manifest.json"}
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
        (_resealed("events.jsonl", b'"seq": 4', b'"seq": 7'), "第 7 个事件：与前一个事件接不上"),
        (_resealed("events.jsonl", '"页": 2'.encode(), '"页": 9'.encode()), "第 2 个事件：内容与哈希不符"),
        (_resealed("events.jsonl", b'"seq": 1', b'"sfq": 1'), "第 1 个事件：缺少序号"),
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
    assert "根证书未经指定" not in capsys.readouterr().out
    assert run(contract, None, False) == 0
    assert "根证书未经指定" in capsys.readouterr().out
    assert run(bundle, root, True) == 0
    assert json.loads(capsys.readouterr().out)["pdf"]["ok"] is True
    contract.write_bytes(signed_contract.signed)
    assert run(contract, root, False) == 1
    assert "✗" in capsys.readouterr().out
