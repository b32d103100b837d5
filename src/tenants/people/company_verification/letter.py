"""The letter of authorisation (授权书), to be printed, sealed, signed and handed in as a scan."""

from datetime import datetime
from pathlib import Path

from ....platform.documents.blocks import Document, KeyValues, Paragraph, Plain
from ....platform.documents.render import GlyphMissingError, render
from ..employers.models import LegalEntity
from .details import Details
from .errors import LetterUnprintableError

_BLANK = "　" * 12


def authorisation(employer: LegalEntity, details: Details) -> Document:
    """Who authorises whom to what. The agent's number is written by hand: we need not know it."""
    return Document(
        title="企业认证授权书",
        number="",
        owner=employer.name,
        blocks=(
            _text(
                f"本单位{employer.name}（统一社会信用代码：{employer.uscc}）授权下列经办人，以本单位名义在回音平台办理"
                "企业认证，提交营业执照等资料，并申请和管理本单位电子印章。经办人在授权范围内的行为，由本单位承担法律责任。"
            ),
            KeyValues(
                (
                    ("单位全称", employer.name),
                    ("统一社会信用代码", employer.uscc),
                    ("法定代表人", employer.legal_representative),
                    ("经办人", details.agent),
                    ("经办人证件号码", _BLANK),
                    ("授权期限", "自签署之日起一年"),
                )
            ),
            _text("本单位承诺所提交的资料真实、有效。资料变化或者撤销授权的，立即在平台更新。"),
            KeyValues(
                (
                    ("单位（盖公章）", "\n\n\n"),
                    ("法定代表人（签字）", "\n\n"),
                    ("经办人（签字）", "\n\n"),
                    ("日期", f"{_BLANK}年　　　月　　　日"),
                )
            ),
        ),
    )


def printed(document: Document, issued_at: datetime, fonts: Path | None) -> bytes:
    """The letter as PDF, with the folder of the fallback fonts; in a process of its own.

    Raises:
        LetterUnprintableError: a character that no font has.
    """
    try:
        return render(document, issued_at, fonts).pdf
    except GlyphMissingError:
        raise LetterUnprintableError from None


def _text(said: str) -> Paragraph:
    return Paragraph((Plain(said),))
