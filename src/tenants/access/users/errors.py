"""What can go wrong with people, their rights and their signing in."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class UserNotFoundError(NotFoundError):
    """No such person in this tenant."""


class LoginTakenError(DomainError):
    """Somebody has this address already."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "login_taken"
    field = "login"
    text = _("这个邮箱已经是成员。")


class LastAdminError(DomainError):
    """Without anybody who manages people the tenant could never be opened again."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "last_admin"
    text = _("至少保留一位能管理成员的在用成员。")


class InvitationInvalidError(DomainError):
    """Not ours, used, taken back or too old: the same answer for all."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "invitation"
    text = _("这个邀请链接已失效，请联系管理员重新邀请。")
