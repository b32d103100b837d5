"""What cannot be done with a message."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class NotWaitingError(DomainError):
    """Somebody hurried a message that does not wait, or for what nobody can hurry."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_waiting"
    text = _("这条消息已经发出，或者不能提前发送。")
