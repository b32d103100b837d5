"""The report on a contract on paper: what it does not prove stands first, and it can be set in every language it is read in."""

from datetime import UTC, date, datetime
from uuid import uuid4

from huiyin.jobs.contracts.paper_report import paper_report_of
from huiyin.platform.documents.blocks import encode
from huiyin.platform.documents.render import render
from huiyin.platform.ids import new_id
from huiyin.steward.anchoring import _finished
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.paper.models import PaperScan
from huiyin.tenants.contracts.paper.service import CHECKS
from huiyin.tenants.people.persons.models import Person

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
CONTRACT = Contract(
    id=new_id(), number="HT-2026-1130-0001", employer_name="杭州云栖星河人力资源科技有限公司", employer_uscc="",
    draft_sha256="d" * 64, person=Person(name="张𬭎", id_number_hint="3301…1223", phone_hint="138****0001"),
)  # fmt: skip
SCAN = PaperScan(
    sha256="a" * 64, pages=3, expected_pages=4, sources=["b" * 64, "c" * 64], checks=list(CHECKS),
    employee_signed_on=date(2026, 11, 28), sealed_on=date(2026, 11, 29), uploaded_by="user:1", uploaded_at=NOW,
    checked_by="user:2", checked_at=NOW,
)  # fmt: skip


def _events(count: int) -> list[AuditEvent]:
    kind = "contract.completed_on_paper"
    return [
        AuditEvent(seq=n, kind=kind, at=NOW, actor="user:2", data={}, hash=bytes(31) + bytes([n % 256]))
        for n in range(count)
    ]


def test_it_says_first_that_there_is_no_electronic_signature_and_names_both_people() -> None:
    made = paper_report_of(CONTRACT, SCAN, _events(3), chain_head="e" * 64)
    said = encode(made).decode()
    assert (
        said.index("没有电子签名") < said.index(CONTRACT.number, said.index("blocks"))
        and "no electronic signature" in said
    )
    for words in ("user:1", "user:2", "a" * 64, "b" * 64, "c" * 64, "d" * 64, "2026-11-28", "3 / 4"):
        assert words in said, words
    for check in CHECKS.values():
        assert check.source in said
    assert render(made, NOW).pdf.startswith(b"%PDF")


def test_thousands_of_events_can_be_set() -> None:
    made = paper_report_of(CONTRACT, SCAN, _events(5_000), chain_head="e" * 64)
    assert "另有 4700 个事件" in encode(made).decode()
    assert render(made, NOW).pdf.startswith(b"%PDF")


def test_a_scan_is_a_leaf_of_the_days_tree_like_any_finished_file() -> None:
    contract = uuid4()
    leaf = _finished("t", contract, {"scan.pdf": "a" * 64, "manifest": "b" * 64, "evidence.zip": "c" * 64})
    assert (leaf.contract, leaf.document, leaf.manifest) == (str(contract), "a" * 64, "b" * 64)
