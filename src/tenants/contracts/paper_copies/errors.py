"""What stands in the way of a paper copy."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class CopyNotFoundError(NotFoundError):
    """No such copy was asked for of this contract."""


class NothingToCopyError(DomainError):
    """The contract is not signed by both yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "nothing_to_copy"
    text = _("合同双方签署完成之后，才能申请纸质复印件。")


class CopyOverError(DomainError):
    """It was handed over, posted or taken back."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "copy_over"
    text = _("这个申请已经处理过，或员工已经收回，请看最新情况。")
