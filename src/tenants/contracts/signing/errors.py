"""What stands in the way of a signature; one class for one rung."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class NotToSignError(DomainError):
    """The contract is not waiting for this person's signature."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_to_sign"
    text = _("这份合同现在不在待签署状态。")


class NotReadError(DomainError):
    """Step one is not done."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_read"
    text = _("请先阅读合同全文并勾选同意，再进行下一步。")


class NotVerifiedError(DomainError):
    """Step two is not done."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_verified"
    text = _("请先完成短信验证，再手写签名。")


class NotToSealError(DomainError):
    """The contract is not waiting for the company's seal."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_to_seal"
    text = _("这份合同现在不在待盖章状态。")
