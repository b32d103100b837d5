"""What can go wrong at the door."""

from typing import ClassVar

from ....platform.auth.errors import TooManyTriesError
from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import gettext
from ....platform.i18n import lazy as _


class SlowDownError(TooManyTriesError):
    """Too many failed tries from here. `seconds`: how long to wait."""

    code: ClassVar[str] = "slow_down"
    text = _("尝试次数过多，请 {wait}后再试。")

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        minutes, rest = divmod(self.seconds, 60)
        wait = (
            gettext("{n} 分钟").format(n=minutes + bool(rest))
            if minutes
            else gettext("{n} 秒").format(n=rest)
        )
        return str(self.text).format(wait=wait)


class SecondFactorWrongError(DomainError):
    """Wrong, used before, or not a code of this person: the same answer for all."""

    code: ClassVar[str] = "second_factor"
    field = "code"
    text = _("验证码不正确或已用过。应用里的验证码每 30 秒更换，请输入最新的一个。")


class RecoveryCodeWrongError(DomainError):
    """Not one of this person's, or used."""

    code: ClassVar[str] = "recovery_code"
    field = "recovery"
    text = _("恢复码不正确或已用过。")


class PasskeyWrongError(DomainError):
    """The passkey's answer does not hold, is too old, or the passkey is not known."""

    code: ClassVar[str] = "passkey"
    text = _("通行密钥没有通过验证，请再试一次，或改用其他方式。")


class PasskeyTakenError(DomainError):
    """The passkey stands in the list already."""

    code: ClassVar[str] = "passkey_taken"
    text = _("这个通行密钥已经添加过。")


class PasswordWrongError(DomainError):
    """The present password is another."""

    code: ClassVar[str] = "password_wrong"
    field = "current"
    text = _("当前密码不正确。")


class PhoneTakenError(DomainError):
    """Somebody else of the tenant signs in with this phone."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "phone_taken"
    field = "phone"
    text = _("这个手机号已由其他成员绑定。")


class HalfWayLostError(DomainError):
    """The first step of a log-in is too long ago, or the password was changed since."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "half_way"
    text = _("登录已超时，请重新登录。")


class ResetInvalidError(DomainError):
    """Not ours, used, too old, or the password was changed since: the same answer for all."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "reset"
    text = _("这个链接已失效，请重新申请重设密码。")


class SessionNotFoundError(NotFoundError):
    """No such session of this person."""


class PasskeyNotFoundError(NotFoundError):
    """No such passkey of this person."""


class KeptFormGoneError(NotFoundError):
    """What was kept is too old, or was kept for somebody else."""
