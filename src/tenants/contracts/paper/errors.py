"""What stands in the way of a contract on paper."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class ScanNotFoundError(NotFoundError):
    """No such scan of this contract."""


class NotSignedOnPaperError(DomainError):
    """The contract is not (or no longer) to be signed on paper."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_signed_on_paper"
    text = _("这份合同现在不在“改签纸质”状态，不能上传扫描件。")


class ScanWaitsError(DomainError):
    """One scan waits for its check already."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "scan_waits"
    field = "files"
    text = _("已有一份扫描件在等核对。要换一份，请先撤下它。")


class ScanOverError(DomainError):
    """It is checked, sent back or taken down."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "scan_over"
    text = _("这份扫描件已经处理过，请看最新情况。")


class SameHandsError(DomainError):
    """Who has uploaded it cannot be the one who checks it."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "same_hands"
    text = _("扫描件是您上传的，需要另一位同事来核对。")


class ChecksMissingError(DomainError):
    """Not everything on the list was ticked."""

    code: ClassVar[str] = "checks_missing"
    field = "checks"
    text = _("请逐项核对并勾选；有一项不对，请退回。")


class DayUnlikelyError(DomainError):
    """A day on which the paper cannot have been signed: before it was made, or in the future. `field` says which."""

    code: ClassVar[str] = "day_unlikely"
    text = _("请核对日期：不能早于合同生成那天，也不能晚于今天。")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
