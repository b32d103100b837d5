"""What can go wrong with people, their rights and their signing in."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _

_SOON = 90  # seconds: longer waits are said in minutes


class LoginRefusedError(DomainError):
    """Wrong log-in or wrong password: never said which."""

    code: ClassVar[str] = "login_refused"
    field = "password"
    text = _("账号或密码不正确。")


class TooManyTriesError(DomainError):
    """Tried too often in a short time."""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "too_many"
    text = _("操作过于频繁，请稍后再试。")


class CodeLimitError(TooManyTriesError):
    """A code was sent a moment ago, or too many today; `seconds` until the next may be asked for."""

    field = "code"
    text = _("刚刚发过一次，请 {seconds} 秒后再重新获取。")
    later = _("获取验证码的次数较多，请 {minutes} 分钟后再试，或联系招聘负责人。")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __str__(self) -> str:
        if self.seconds <= _SOON:
            return str(self.text).format(seconds=self.seconds)
        return str(self.later).format(minutes=-(-self.seconds // 60))


class CodeWrongError(DomainError):
    """Wrong, expired, used or tried too often: the same answer, so that nobody learns which."""

    code: ClassVar[str] = "code_wrong"
    field = "code"
    text = _("验证码不正确或已过期，请重新输入或重新获取。")


class UserNotFoundError(NotFoundError):
    """No such person in this tenant."""


class RoleNotFoundError(NotFoundError):
    """No such role in this tenant."""


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


class RoleNameTakenError(DomainError):
    """Two roles of one name cannot be told apart."""

    code: ClassVar[str] = "role_name"
    field = "name"
    text = _("已有同名角色。")


class RoleInUseError(DomainError):
    """Somebody has it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "role_in_use"
    text = _("还有成员使用这个角色，请先改成其他角色。")


class PasswordWeakError(DomainError):
    """Too short, or in the list of leaked passwords."""

    code: ClassVar[str] = "password_weak"
    field = "password"
    text = _("密码至少 10 个字符，不能是常见密码。")
