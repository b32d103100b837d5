"""What is printed: a cover that says what the paper is a copy of, and the pages of the archived file, which stays as it is."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db.release import release
from ....platform.documents.blocks import Document, Heading, KeyValues, Paragraph, Plain
from ....platform.documents.render import render
from ....platform.documents.scans import join_pages, page_count
from ....platform.files import FileReader, Limits
from ....platform.i18n.formats import format_seconds
from ..labour_contracts.models import Contract

_LIMITS = Limits(seconds=30, memory=1_000_000_000)
_ELECTRONIC = (
    "后附 {pages} 页打印自公司存档的电子劳动合同，与原件一致。原件是含双方电子签名和时间戳的 PDF 文件；纸上只印出签名和印章的样子，"
    "是否有效以电子原件为准，可用原件在下列地址验真。"
)
_ON_PAPER = (
    "后附 {pages} 页打印自公司存档的劳动合同扫描件，与扫描件一致。合同由双方在纸上签字、盖章，原件是那份纸质合同，没有电子签名。"
    "扫描件可在下列地址与存档比对。"
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says; `check_url`: where the file itself can be checked."""

    number: str
    employer: str
    uscc: str
    worker: str
    sha256: str
    on_paper: bool
    printed_at: datetime
    check_url: str


def cover_of(contract: Contract, *, sha256: str, printed_at: datetime, origin: str) -> Cover:
    """The cover of a finished contract; `sha256` is of the file whose pages follow."""
    return Cover(
        contract.number,
        contract.employer_name,
        contract.employer_uscc,
        contract.person.name,
        sha256,
        contract.on_paper_since is not None,
        printed_at,
        f"{origin}/verify",
    )


async def print_version(
    session: AsyncSession, files: FileReader, pdf: bytes, cover: Cover, fonts: Path | None
) -> bytes:
    """Cover and pages as one PDF for the printer, made in a process of its own: a scan is a stranger's file.

    Raises:
        FileRefusedError: it failed, or there is no turn for it.
    """
    await release(session)
    return await files.run(_LIMITS, with_cover, pdf, cover, fonts)


def with_cover(pdf: bytes, cover: Cover, fonts: Path | None) -> bytes:
    """What the process does."""
    document = _document(cover, page_count(pdf))
    return join_pages((render(document, cover.printed_at, fonts).pdf, pdf)).pdf


def _document(cover: Cover, pages: int) -> Document:
    said = (_ON_PAPER if cover.on_paper else _ELECTRONIC).format(pages=pages)
    facts = (
        ("合同编号", cover.number),
        ("用人单位", cover.employer),
        ("统一社会信用代码", cover.uscc or "—"),
        ("劳动者", cover.worker),
        ("页数", f"{pages}"),
        ("文件 SHA-256", cover.sha256),
        ("验真地址", cover.check_url),
        ("打印时间", format_seconds(cover.printed_at)),
    )
    signs = (("经办人（签字）", "　"), ("用人单位（盖章）", "　"), ("日期", "　"))
    return Document(
        title="劳动合同纸质复印件",
        number=cover.number,
        owner=cover.employer,
        blocks=(
            Heading("与原件一致"),
            Paragraph((Plain(said),)),
            KeyValues(facts),
            Heading("交付"),
            KeyValues(signs),
        ),
        check_url=cover.check_url,
    )
