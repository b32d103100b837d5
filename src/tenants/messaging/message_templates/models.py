"""Message templates, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped

DRAFT = 0
"""The number of the version that is not in use yet."""


class MessageTemplate(HasId, TenantBase):
    """The words of one message on one channel from some day on. Versions are added, never changed: a message remembers
    the one it was written with.

    `content`: a text message's `text`, an e-mail's `subject`, `greeting`, `body` and `action`; empty where the tenant
    went back to the words that come with the product. `filings`: by account (`OURS` for the platform's) what the
    provider of text messages said of these words: the only part that moves. `from_version`: the old one gone back to.
    """

    __tablename__ = "message_templates"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("event", "channel", "number"), one_of("channel", "email", "sms"))

    event: Mapped[str]
    channel: Mapped[str]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    filings: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    from_version: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


def mark_of(newest: MessageTemplate | None, draft: MessageTemplate | None) -> str:
    """What a writer saw of a message on a channel: another mark later means that somebody saved meanwhile."""
    return f"{newest.number if newest is not None else DRAFT}-{draft.id if draft is not None else ''}"
