"""Tools that know nothing of us call the signatures valid, and changed ones not."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from signing_kit import WORKER, SignedContract

from huiyin.platform.signatures.extract import extract_signatures, extract_stamps


def _openssl_commands(folder: Path) -> list[list[str]]:
    text = (folder / "README.txt").read_text("utf-8").replace("\\\n", "")
    return [line.split() for line in text.splitlines() if line.strip().startswith("openssl ")]


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)


def test_order_and_parts(signed_contract: SignedContract) -> None:
    signatures = extract_signatures(signed_contract.final)
    assert [signature.field for signature in signatures] == ["candidate_sign", "company_seal"]
    assert all(signature.timestamp and signature.stamped_at for signature in signatures)
    assert not any(signature.cms.endswith(bytes(64)) for signature in signatures), "no filling"
    (stamp,) = extract_stamps(signed_contract.final)
    assert stamp.signed.startswith(b"%PDF")


def test_the_commands_in_the_readme_work(bundle_folder: Path) -> None:
    commands = _openssl_commands(bundle_folder)
    assert [command[1] for command in commands] == ["cms", "ts", "cms", "ts", "ts"]
    for command in commands:
        done = _run(command, bundle_folder)
        assert done.returncode == 0, (command, done.stderr.decode())


@pytest.mark.parametrize("place", range(5))
def test_they_fail_on_changed_bytes(bundle_folder: Path, place: int) -> None:
    command = _openssl_commands(bundle_folder)[place]
    covered = bundle_folder / command[command.index("-content" if "cms" in command else "-data") + 1]
    data = bytearray(covered.read_bytes())
    data[len(data) // 2] ^= 1
    covered.write_bytes(data)
    assert _run(command, bundle_folder).returncode != 0


@pytest.mark.skipif(which("pdfsig") is None, reason="poppler's pdfsig is not installed here")
def test_pdfsig_finds_both_valid(bundle_folder: Path) -> None:
    words = _run(["pdfsig", "contract.pdf"], bundle_folder).stdout.decode()
    assert len(re.findall(r"Signature is Valid", words)) == 2
    assert "Total document signed" in words


def test_the_picture_and_slices_are_in_the_file(signed_contract: SignedContract) -> None:
    final = signed_contract.final
    assert final.startswith(signed_contract.signed), "the company adds, it does not rewrite"
    assert signed_contract.signed.startswith(signed_contract.prepared)
    assert WORKER.encode("utf-16-be") in final
