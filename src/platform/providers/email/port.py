"""What sending an e-mail means to us."""

from dataclasses import dataclass
from typing import Protocol

from ...i18n import LazyText


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `media_type` with its parameters, as in `text/calendar; method=REQUEST`."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class EmailMessage:
    """One mail to one person; `key` is the same for every attempt at the same message."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str
    key: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has it."""

    provider_id: str


class EmailRefused(Exception):
    """The server will not take this mail, now or later; `reason` is for HR."""

    def __init__(self, reason: LazyText) -> None:
        super().__init__(reason.source)
        self.reason = reason


class EmailUnavailable(Exception):
    """The server cannot be reached or asks to try later."""


class EmailProvider(Protocol):
    """Sends mails."""

    async def send(self, message: EmailMessage) -> Accepted:
        """Hand the mail over.

        Raises:
            EmailRefused: for good.
            EmailUnavailable: for now.
        """
        ...
