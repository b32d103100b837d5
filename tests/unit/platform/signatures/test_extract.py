"""Tools that know nothing of us call the signatures valid, and changed ones not."""

import io
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from huiyin.platform import clock
from huiyin.platform.signatures.contents import contents_of
from huiyin.platform.verify.check import verify_files
from pyhanko.pdf_utils.reader import PdfFileReader

from ..signing_kit import SignedContract, pages_of


def _commands(folder: Path) -> list[str]:
    """What the readme says to run, each with what it cuts out of the contract before it."""
    text = (folder / "README.txt").read_text("utf-8").replace("\\\n", "")
    said = [line.strip() for line in text.splitlines() if line.strip().startswith(("openssl ", "(head "))]
    joined = re.sub(r"> (\S+signed\.bin)\n", r"> \1 && ", "\n".join(said)).splitlines()
    at = f" -attime {int(clock.now().timestamp())}"  # it judges certificates by the machine's clock, unless told
    return [
        line if " -attime " in line else re.sub(r"openssl (cms|ts)", rf"\g<0>{at}", line) for line in joined
    ]


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, timeout=60, check=False)


def test_order_and_parts(signed_contract: SignedContract) -> None:
    found = contents_of(signed_contract.final)
    signatures = found.signatures
    assert [signature.field for signature in signatures] == ["candidate_sign", "company_seal"]
    assert all(signature.timestamp and signature.stamped_at for signature in signatures)
    assert not any(signature.cms.endswith(bytes(64)) for signature in signatures), "no filling"
    (stamp,) = found.stamps
    assert (covered := stamp.covered).start + covered.after == len(signed_contract.final)


def test_the_commands_in_the_readme_work(bundle_folder: Path) -> None:
    commands = _commands(bundle_folder)
    assert [re.findall(r"openssl (\w+)", one) for one in commands] == [
        [kind] for kind in ("cms", "ts", "cms", "ts", "ts", "cms", "ts")
    ]
    for command in commands:
        done = _run(command, bundle_folder)
        assert done.returncode == 0, (command, done.stderr.decode())
    files = {
        path.relative_to(bundle_folder).as_posix(): path.read_bytes()
        for path in bundle_folder.rglob("*")
        if path.is_file()
    }
    assert verify_files(files, files["ca/root.pem"]).ok, "they leave nothing behind that the verifier minds"


@pytest.mark.parametrize("place", range(7))
def test_they_fail_on_changed_bytes(bundle_folder: Path, place: int) -> None:
    command = _commands(bundle_folder)[place]
    [name] = re.findall(r" -(?:content|data) (\S+)", command)
    covered = bundle_folder / name.replace("../signed.bin", "contract.pdf")
    data = bytearray(covered.read_bytes())
    data[len(data) // 3] ^= 1
    covered.write_bytes(data)
    assert _run(command, bundle_folder).returncode != 0


@pytest.mark.skipif(which("pdfsig") is None, reason="poppler's pdfsig is not installed here")
def test_pdfsig_finds_both_valid(bundle_folder: Path) -> None:
    words = _run("pdfsig contract.pdf", bundle_folder).stdout.decode()
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
    return [field["/AP"]["/N"][field["/AS"]].data for field in fields if str(field["/T"]).startswith("seam_")]
