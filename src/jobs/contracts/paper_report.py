"""The report in the bundle of a contract that was signed on paper: who uploaded the scan, who checked it and what, and every
hash. There is no electronic signature to report on, which it says first."""

from collections.abc import Iterable

from ...platform.documents.blocks import Block, Document, Heading, KeyValues, Paragraph, Plain, Table
from ...platform.i18n.formats import format_seconds
from ...tenants.audit.models import AuditEvent
from ...tenants.contracts.evidence.labels import describe_twice
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.paper.models import PaperScan
from ...tenants.contracts.paper.service import CHECKS
from . import evidence_words as words

_MOST_EVENTS = 300


def paper_report_of(
    contract: Contract, scan: PaperScan, events: Iterable[AuditEvent], *, chain_head: str
) -> Document:
    """The report as a document; `scan` is the accepted one."""
    own = list(events)
    rest = len(own) - _MOST_EVENTS
    rows = [(f"{format_seconds(one.at)}\n{one.seq}", _said(one)) for one in own[:_MOST_EVENTS]]
    if rest > 0:
        rows.append(("…", words.REST.format(n=rest)))
    return Document(
        title="纸质合同存证报告",
        number=contract.number,
        owner=contract.employer_name,
        blocks=(
            _text(words.PAPER),
            _text(words.PAPER_ENGLISH),
            _parties(contract, scan),
            Heading("扫描件 The scan"),
            _table("内容 Of", "SHA-256", _hashes(contract, scan, chain_head)),
            Heading("第二个人的核对 The second person's check"),
            _table("项目 Item", "内容 Content", _checked(scan)),
            Heading("全部事件 All events"),
            _table("时间（北京时间）Time (Beijing)", "事件和哈希 Event and hash", rows),
            Heading("如何验证 How to check"),
            _text(words.HOW),
            _text(words.HOW_ENGLISH),
        ),
    )


def _parties(contract: Contract, scan: PaperScan) -> Block:
    return KeyValues(
        (
            ("合同编号 Contract", contract.number),
            ("用人单位 Employer", contract.employer_name),
            ("信用代码 USCC", contract.employer_uscc or "—"),
            ("劳动者 Worker", contract.person.name),
            ("证件号码 ID number", contract.person.id_number_hint or "—"),
            ("员工签字日期 Signed by the worker", scan.employee_signed_on.isoformat()),
            ("盖章日期 Sealed", scan.sealed_on.isoformat()),
            ("页数 Pages", f"{scan.pages} / {scan.expected_pages}（打印的原件 printed）"),
        )
    )


def _hashes(contract: Contract, scan: PaperScan, chain_head: str) -> list[tuple[str, str]]:
    return [
        ("打印的合同 The contract as printed", contract.draft_sha256),
        ("扫描件 scan.pdf", scan.sha256),
        *((f"上传的文件 Uploaded file {n}", digest) for n, digest in enumerate(scan.sources, start=1)),
        ("事件链末端 End of the chain", chain_head),
    ]


def _checked(scan: PaperScan) -> list[tuple[str, str]]:
    rows = [
        ("上传 Uploaded", f"{scan.uploaded_by}\n{format_seconds(scan.uploaded_at)}"),
        ("核对 Checked", f"{scan.checked_by}\n{format_seconds(scan.checked_at)}"),
    ]
    return [*rows, *(("✓", CHECKS[key].source) for key in scan.checks)]


def _said(event: AuditEvent) -> str:
    return f"{describe_twice(event.kind)}\n{event.hash.hex()}"


def _text(said: str) -> Block:
    return Paragraph((Plain(said),))


def _table(first: str, second: str, rows: list[tuple[str, str]]) -> Block:
    return Table((first, second), tuple(rows), (3, 8))  # a hash of 64 characters stays on one line
