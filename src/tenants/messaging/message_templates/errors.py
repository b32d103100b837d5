"""What can go wrong with a tenant's own words."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class MessageTemplateNotFoundError(NotFoundError):
    """No such message, or no such version of it, in this tenant."""


class NothingToSayError(Exception):
    """A message of the tenant's own that is not there, or has no words in use on any channel."""


class WrittenMeanwhileError(DomainError):
    """Somebody else saved other words since the writer saw them."""

    code: ClassVar[str] = "wording_written_meanwhile"

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.text = _("{who}刚刚改过这条消息，您写的还在下面。请看过对方的内容，再决定是否保存您的。").format(
            who=who
        )


class TitleTakenError(DomainError):
    """Another message of the tenant's own is called so."""

    code: ClassVar[str] = "wording_title_taken"
    field = "title"
    text = _("已有同名的自定义消息。")
