"""What can go wrong with people, their rights and their signing in."""

from typing import ClassVar

from ....platform.auth.errors import TooManyTriesError
from ....platform.errors import DomainError
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _

_SOON, _LONG = 90, 5400  # seconds: longer waits are said in minutes, still longer ones in hours


class LoginRefusedError(DomainError):
    """Wrong log-in or wrong password: never said which."""

    code: ClassVar[str] = "login_refused"
    field = "password"
    text = _("账号或密码不正确。")


class CodeLimitError(TooManyTriesError):
    """A code was sent a moment ago, or too many today; `seconds` until the next may be asked for."""

    field = "code"
    text = _("刚刚发过一次，请 {seconds} 秒后再重新获取。")
    later = _("获取验证码的次数较多，请 {wait}后再试，或联系招聘负责人。")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __str__(self) -> str:
        if self.seconds <= _SOON:
            return str(self.text.format(seconds=self.seconds))
        return str(self.later.format(wait=_wait(self.seconds)))


class BrakeError(CodeLimitError):
    """All strangers of the tenant together asked for too many codes, or tried too many wrong ones."""

    text = later = _("现在获取验证码的人太多，请 {wait}后再试。从收到的短信或邮件里的链接进入，不用等。")

    def __str__(self) -> str:
        return str(self.later.format(wait=_wait(self.seconds)))


def _wait(seconds: int) -> LazyText:
    if seconds <= _SOON:
        return _("{n} 秒").format(n=seconds)
    if seconds <= _LONG:
        return _("{n} 分钟").format(n=-(-seconds // 60))
    return _("{n} 小时").format(n=-(-seconds // 3600))


class WrongTryError(DomainError):
    """The code is wrong; it can be tried `left` times more."""

    code: ClassVar[str] = "code_wrong"
    field = "code"
    text = _("验证码不正确，还可以试 {left} 次。")

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def __str__(self) -> str:
        return str(self.text.format(left=self.left))


class CodeSpentError(DomainError):
    """No code of this browser's can be used any more, or none was asked for: the same answer whoever's the number is."""

    code: ClassVar[str] = "code_spent"
    field = "code"
    text = _("这个验证码已经失效或试满 5 次，请重新获取。")


class CodeWrongError(DomainError):
    """Wrong, expired, used or tried too often: the same answer, so that nobody learns which."""

    code: ClassVar[str] = "code_wrong"
    field = "code"
    text = _("验证码不正确或已过期，请重新输入或重新获取。")
