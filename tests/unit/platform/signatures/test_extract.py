"""Tools that know nothing of us call the signatures valid, and changed ones not."""

import io
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from huiyin.platform import clock
from huiyin.platform.signatures.extract import extract_signatures, extract_stamps
from pyhanko.pdf_utils.reader import PdfFileReader

from ..signing_kit import SignedContract, pages_of


def _openssl_commands(folder: Path) -> list[list[str]]:
    text = (folder / "README.txt").read_text("utf-8").replace("\\\n", "")
    return [line.split() for line in text.splitlines() if line.strip().startswith("openssl ")]


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    if command[0] == "openssl":  # it judges certificates by the machine's clock, unless told
        command = [*command[:2], "-attime", str(int(clock.now().timestamp())), *command[2:]]
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
    assert [command[1] for command in commands] == ["cms", "ts", "cms", "ts", "ts", "ts"]
    for command in commands:
        done = _run(command, bundle_folder)
        assert done.returncode == 0, (command, done.stderr.decode())


@pytest.mark.parametrize("place", range(6))
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


def test_each_step_adds_and_rewrites_nothing(signed_contract: SignedContract) -> None:
    assert signed_contract.prepared.startswith(signed_contract.rendered.pdf)
    assert signed_contract.signed.startswith(signed_contract.prepared)
    assert signed_contract.final.startswith(signed_contract.signed)


def test_the_company_fills_every_pages_slice(signed_contract: SignedContract) -> None:
    assert _slices(signed_contract.signed) == [b""] * pages_of(signed_contract.signed)
    filled = _slices(signed_contract.final)
    assert all(filled)
    assert len(set(filled)) == len(filled), "another part of the seal on each page"


def _slices(pdf: bytes) -> list[bytes]:
    fields = (field.get_object() for field in PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]["/Fields"])
    return [field["/AP"]["/N"].data for field in fields if str(field["/T"]).startswith("seam_")]
