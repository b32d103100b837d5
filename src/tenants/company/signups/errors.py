"""What can go wrong when a company signs up."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class SlugTakenError(DomainError):
    """The address is in use, or was: links to it must never lead to somebody else."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "slug_taken"
    field = "slug"
    text = _("这个网址已被使用，请换一个。")


class SignupLinkError(DomainError):
    """Not ours, or too old: the same answer for both."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "signup_link"
    text = _("这个链接已失效。链接 24 小时内有效，请重新填写开通申请。")
