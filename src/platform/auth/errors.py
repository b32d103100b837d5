"""What can go wrong with people, their rights and their signing in."""

from typing import ClassVar

from ..errors import DomainError
from ..i18n import lazy as _


class PasswordWeakError(DomainError):
    """Too short, or in the list of leaked passwords."""

    code: ClassVar[str] = "password_weak"
    field = "password"
    text = _("密码至少 10 个字符，不能是常见密码。")


class TooManyTriesError(DomainError):
    """Tried too often in a short time."""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "too_many"
    text = _("操作过于频繁，请稍后再试。")
