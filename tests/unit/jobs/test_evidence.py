"""The evidence report names every certificate and every hash in full, and they are the true ones."""

import hashlib
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from huiyin.jobs.contracts.evidence_report import report_of
from huiyin.platform import clock
from huiyin.platform.documents.blocks import Document, KeyValues, Table
from huiyin.platform.documents.render import render
from huiyin.platform.signatures.certificates import certificates_of
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.feature import ContractEvent
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.people.persons.models import Person

from tests.unit.platform.signing_kit import COMPANY, SignedContract

HEAD = "ab" * 32


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(scope="module")
def report(signed_contract: SignedContract) -> Document:
    contract = Contract(
        number="HT-2026-1124-0001",
        draft_sha256=_sha256(signed_contract.prepared),
        signed_sha256=_sha256(signed_contract.signed),
        final_sha256=_sha256(signed_contract.final),
        employer_name=COMPANY,
        person=Person(name="张𬭎", id_number_hint="310***********1223", phone_hint="138****0001"),
    )
    moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    events = [
        AuditEvent(at=moment, kind=kind.value, hash=hashlib.sha256(kind.encode()).digest())
        for kind in (ContractEvent.CREATED, ContractEvent.SEALED)
    ]
    return report_of(contract, events, signed_contract.final, chain_head=HEAD, notice="测试")


def _texts(document: Document) -> str:
    rows = [row for block in document.blocks if isinstance(block, Table | KeyValues) for row in block.rows]
    return "\n".join(" ".join(row) for row in rows)


def test_every_hash_is_there_in_full(report: Document, signed_contract: SignedContract) -> None:
    text = _texts(report)
    parts = (signed_contract.prepared, signed_contract.signed, signed_contract.final)
    events = (ContractEvent.CREATED.encode(), ContractEvent.SEALED.encode())
    for wanted in (*map(_sha256, (*parts, *events)), HEAD):
        assert wanted in text


def test_every_certificate_is_there_and_true(report: Document, signed_contract: SignedContract) -> None:
    text = _texts(report)
    found = certificates_of(signed_contract.final)
    assert [facts.purpose for facts in found] == ["signature", "signature", "timestamp", "authority", "root"]
    (root,) = x509.load_pem_x509_certificates(signed_contract.root_pem)
    assert found[-1].serial == f"{root.serial_number:X}"
    assert (found[-1].begins, found[-1].ends) == (root.not_valid_before_utc, root.not_valid_after_utc)
    assert "NTRCN-91330106MA2K" in found[1].subject
    for facts in found:
        for wanted in (facts.subject, facts.issuer, facts.serial, facts.sha256):
            assert wanted in text
    assert len(re.findall(r"有效期 20\d\d-\d\d-\d\d \S+ 至 20\d\d-\d\d-\d\d", text)) == len(found)


def test_a_hash_stays_on_one_line(report: Document, tmp_path: Path) -> None:
    """Copied out of the PDF it must be the whole hash."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    file = tmp_path / "report.pdf"
    file.write_bytes(render(report, clock.now()).pdf)
    printed = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    wanted = set(re.findall(r"[0-9a-f]{64}", _texts(report)))
    assert len(wanted) >= 14
    assert wanted <= set(re.findall(r"[0-9a-f]{64}", printed.stdout))
