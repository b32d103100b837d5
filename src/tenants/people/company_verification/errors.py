"""What stands in the way of a company's verification."""

from datetime import datetime
from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.files import FileRefusedError
from ....platform.i18n import lazy as _
from ....platform.i18n.formats import format_date


class VerificationStepError(DomainError):
    """There is no such step from where it stands: somebody else was quicker, or the page is old."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "verification_step"
    text = _("企业认证的进度已经变化，请按页面上现在的步骤继续。")


class ScanRefusedError(FileRefusedError):
    """No PDF, PNG or JPEG that can be looked at page by page."""

    code: ClassVar[str] = "scan"
    text = _("请上传完好的 PDF、PNG 或 JPEG，PDF 最多 5 页、不加密，图片每边至少 300 像素。")


class LicenceMissingError(DomainError):
    """The business licence was not handed in."""

    code: ClassVar[str] = "licence_missing"
    field = "licence"
    text = _("请上传营业执照。")


class DetailsMissingError(DomainError):
    """Bank account or applicant are not filled in."""

    code: ClassVar[str] = "details_missing"
    text = _("请先填完前面两步。")


class FactsMissingError(DomainError):
    """The employer itself is not filled in: what the licence is to be compared with."""

    code: ClassVar[str] = "facts_missing"
    text = _("请先在用人单位里填写法定代表人，再提交认证。")


class AuthorisationMissingError(DomainError):
    """An agent has shown no signed letter of authorisation."""

    code: ClassVar[str] = "authorisation_missing"
    field = "authorisation"
    text = _("请上传盖章签字的授权书。")


class AmountWrongError(DomainError):
    """Another amount was sent."""

    code: ClassVar[str] = "amount_wrong"
    field = "amount"
    text = _("金额不对，还可以输入 {left} 次。请核对银行流水，只看这一笔。")

    def __init__(self, left: int) -> None:
        super().__init__()
        self.text = self.text.format(left=left)


class AmountTriedOutError(DomainError):
    """The last of the tries was wrong."""

    code: ClassVar[str] = "amount_tried_out"
    text = _("金额连续输错 3 次，这笔打款已作废。可以申请重新打款。")


class TransferOverError(DomainError):
    """The amount was entered too late."""

    code: ClassVar[str] = "transfer_over"
    text = _("这笔打款已于 {day} 过期。可以申请重新打款。")

    def __init__(self, ended: datetime) -> None:
        super().__init__()
        self.text = self.text.format(day=format_date(ended))


class TooManyTransfersError(DomainError):
    """So many transfers have failed that a person should look."""

    code: ClassVar[str] = "too_many_transfers"
    text = _("已经打款 3 次。请修改资料重新提交，或联系平台客服。")


class LetterUnprintableError(DomainError):
    """The agent's name has a character that no font here has."""

    code: ClassVar[str] = "letter_unprintable"
    text = _("姓名里有字库没有的字，印不出授权书。请按同样内容手写一份，盖章签字后上传。")
