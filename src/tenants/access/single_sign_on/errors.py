"""What can go wrong with single sign-on."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class ConnectionNotFoundError(NotFoundError):
    """No such connection in this tenant, or it is switched off."""


class AttemptGoneError(DomainError):
    """Not begun in this browser, used, or too old."""

    code: ClassVar[str] = "sso_attempt"
    text = _("登录已超时，请重新开始。")


class NotAMemberError(DomainError):
    """Known to the provider and not to us."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "sso_not_member"
    text = _("您的账号还没有加入本企业，请联系管理员邀请您。")


class AddressTakenError(DomainError):
    """A member has this address, and the provider cannot prove that they are the same person."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "sso_address"
    text = _("这个邮箱已有账号。请先用密码登录，或请管理员在单点登录设置中登记邮箱域名。")
