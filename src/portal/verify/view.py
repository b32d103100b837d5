"""What a check means, in plain words."""

from dataclasses import dataclass
from datetime import datetime

from ...platform.i18n import gettext as _
from ...platform.verify.pdf import PdfReport
from ...platform.verify.trust import SignatureReport
from ...tenants.contracts.labour_contracts.queries import FiledAs

_PARTIES = ("candidate_sign", "company_seal")


@dataclass(frozen=True, slots=True)
class Line:
    """One signature: whose, when, and whether it holds."""

    label: str
    signer: str
    at: datetime | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `kind` is `good`, `half` (signed, not yet sealed), `changed` or `unsigned`."""

    kind: str
    title: str
    words: str
    filed: str
    lines: tuple[Line, ...]


def verdict_of(report: PdfReport, filed: FiledAs | None, *, marked: bool) -> Verdict:
    """`filed`: these very bytes are filed with the company; `marked`: they look as if they had been signed."""
    kind = _kind(report, filed, marked=marked)
    title, words = {
        "good": (
            _("这份文件是真的，签署后没有改动"),
            _("双方的数字签名和时间戳都有效，文件从签署完成到现在一个字节都没有变。"),
        ),
        "half": (
            _("劳动者已签名，公司还没有盖章"),
            _("这是签署过程中的文件，与公司存档的一致，但合同还没有完成。完成后请用最终的 PDF 再验。"),
        ),
        "changed": (
            _("这份文件与签署时不一样"),
            _("签署之后文件被改动、损坏，或由软件重新保存过。请向公司要原件，或在“我的进度”里重新下载。"),
        ),
        "unsigned": (
            _("这份文件里没有电子签名"),
            _("可能是草稿、打印后的扫描件，或另存的副本。验真只能用签署后下载的 PDF 原件。"),
        ),
    }[kind]
    return Verdict(kind, title, words, _filed(kind, filed), _lines(report))


def _kind(report: PdfReport, filed: FiledAs | None, *, marked: bool) -> str:
    if report.ok:
        return "good"
    if filed is not None and not filed.final:
        return "half"
    # Too damaged to be read is not the same as never signed.
    return "changed" if report.signatures or marked else "unsigned"


def _filed(kind: str, filed: FiledAs | None) -> str:
    if filed is not None:
        return _("与公司存档的文件逐字节一致。")
    if kind == "good":
        return _("签名有效，但本公司的存档里没有这份文件，它可能由另一家公司签署。")
    return _("与公司存档的任何文件都不一致。")


def _lines(report: PdfReport) -> tuple[Line, ...]:
    return tuple(
        Line(
            _label(signature),
            signature.signer,
            _moment(signature.stamped_at),
            signature.valid and signature.trusted,
        )
        for signature in report.signatures
    )


def _label(signature: SignatureReport) -> str:
    if signature.field == _PARTIES[0]:
        return _("劳动者签名")
    if signature.field == _PARTIES[1]:
        return _("公司盖章")
    return _("存档时间戳")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
