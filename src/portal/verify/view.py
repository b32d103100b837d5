"""What a check means, in plain words."""

from dataclasses import dataclass
from datetime import datetime

from ...platform.i18n import gettext as _
from ...platform.verify.pdf import PdfReport
from ...platform.verify.trust import SignatureReport
from ...platform.verify.trust import Verdict as Validity
from ...tenants.contracts.labour_contracts.queries import FiledAs

_PARTIES = ("candidate_sign", "company_seal")


@dataclass(frozen=True, slots=True)
class Line:
    """One signature: whose, when, and whether it holds; `unchecked`: which cannot be said."""

    label: str
    signer: str
    at: datetime | None
    holds: bool
    unchecked: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `kind` is `good`, `unvouched` (whole, by whomever), `unchecked` (by an algorithm we do not know), `half`
    (signed, not yet sealed), `paper` (the filed scan of a contract on paper), `changed` or `unsigned`. `trial`: of an employer
    that was not proven."""

    kind: str
    title: str
    words: str
    filed: str
    lines: tuple[Line, ...]
    trial: bool = False


def verdict_of(report: PdfReport, filed: FiledAs | None, *, marked: bool) -> Verdict:
    """`filed`: these very bytes are filed with the company; `marked`: they look as if they had been signed."""
    kind = _kind(report, filed, marked=marked)
    title, words = {
        "good": (
            _("这份文件是真的，签署后没有改动"),
            _("双方的数字签名和时间戳都有效，文件从签署完成到现在一个字节都没有变。"),
        ),
        "unvouched": (
            _("文件没有改动，但无法确认是谁签发的"),
            _(
                "签名在文件内是完整的，但签发证书的机构不在本平台信任的名单里：任何人都能自己做出这样的文件。请以下面与存档的比对为准。"
            ),
        ),
        "unchecked": (
            _("这份文件的签名，本站还不会核对"),
            _(
                "有的签名所用的算法（例如国密 SM2）本站还不认识，所以既不能说有效，也不能说无效。请以下面与存档的比对为准，或用支持该算法的程序核对。"
            ),
        ),
        "half": (
            _("劳动者已签名，公司还没有盖章"),
            _("这是签署过程中的文件，与公司存档的一致，但合同还没有完成。完成后请用最终的 PDF 再验。"),
        ),
        "paper": (
            _("这是纸质合同的扫描件，与公司存档的一致"),
            _(
                "双方在纸上签字、盖章，没有电子签名；扫描件由公司一人上传、另一人核对后归档，到现在没有改动。发生争议时以纸质原件为准。"
            ),
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
    return Verdict(kind, title, words, _filed(kind, filed), _lines(report), _trial(report, filed))


def _kind(report: PdfReport, filed: FiledAs | None, *, marked: bool) -> str:
    if report.ok:
        return "good"
    if filed is not None and filed.on_paper and filed.final:
        return "paper"
    if report.verdict is Validity.UNVOUCHED:
        return "unvouched"
    if report.verdict is Validity.UNCHECKED:
        return "unchecked"
    if filed is not None and not filed.final:
        return "half"
    # Too damaged to be read is not the same as never signed.
    return "changed" if report.signatures or marked else "unsigned"


def _trial(report: PdfReport, filed: FiledAs | None) -> bool:
    """Whether the file itself says so, or what is filed of it."""
    said = report.parties is not None and report.parties.trial
    return said or (filed is not None and filed.trial)


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
            signature.unchecked,
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
