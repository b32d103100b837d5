"""What can go wrong with people, their rights and their signing in."""

from typing import ClassVar

from ....platform.auth.errors import TooManyTriesError
from ....platform.errors import DomainError
from ....platform.i18n import lazy as _

_SOON = 90  # seconds: longer waits are said in minutes


class LoginRefusedError(DomainError):
    """Wrong log-in or wrong password: never said which."""

    code: ClassVar[str] = "login_refused"
    field = "password"
    text = _("账号或密码不正确。")


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
