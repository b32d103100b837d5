"""Our contracts before a validator that is not ours and shares no code with it: in Rust, with its own PDF reader and CMS."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pdfsigner
import pytest

from tests.support.authorities import authority_in

from ..signing_kit import SignedContract


@pytest.fixture
def files(signed_contract: SignedContract, tmp_path: Path) -> tuple[str, str]:
    pdf, root = tmp_path / "contract.pdf", tmp_path / "root.pem"
    pdf.write_bytes(signed_contract.final)
    root.write_bytes(signed_contract.root_pem)
    return str(pdf), str(root)


def test_it_calls_both_signatures_and_the_stamp_valid_and_trusted(files: tuple[str, str]) -> None:
    report = pdfsigner.verify_pdf_report(files[0], roots=files[1])
    assert report["document_intact"] and report["all_valid"] and report["all_trusted"], report
    worker, company, stamp = report["signatures"]
    assert [one["is_timestamp"] for one in (worker, company, stamp)] == [False, False, True]
    assert stamp["covers_whole_document"]
    for one in (worker, company):
        assert datetime.fromtimestamp(one["trusted_time"], UTC) is not None
        assert "[trusted timestamp]" in one["detail"]
    assert "IDH-" in worker["signer"] and b"NTRCN".hex() in company["signer"]


def test_before_another_root_it_trusts_nothing(files: tuple[str, str], tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.pem"
    stranger.write_bytes(authority_in(tmp_path / "stranger").root_pem)
    assert not pdfsigner.verify_pdf_report(files[0], roots=str(stranger))["all_trusted"]


def test_it_finds_a_changed_byte(files: tuple[str, str], signed_contract: SignedContract) -> None:
    changed = bytearray(signed_contract.final)
    changed[5000] ^= 1
    Path(files[0]).write_bytes(changed)
    report = pdfsigner.verify_pdf_report(files[0], roots=files[1])
    assert not (report["all_valid"] and report["document_intact"])


def test_pdfsig_agrees(files: tuple[str, str]) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler) is not installed")
    told = subprocess.run(["pdfsig", files[0]], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == 2, told
