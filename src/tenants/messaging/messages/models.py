"""Messages: one row for one message on one channel to one person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import AnyOf, Follows
from ....platform.i18n import LazyText
from ..channels.types import CHANNELS

# What is about no application is seen with the employee it went to.
_WAYS = AnyOf(
    (
        Follows("application_id", "applications"),
        Follows("person_id", "employees", key="person_id", unless="application_id"),
    )
)
STATES = ("queued", "submitted", "delivered", "opened", "failed")
CALL_OUTCOMES = ("reached", "not_reached", "wrong_number")


class Message(HasId, TenantBase):
    """One message and its way: queued → submitted → delivered → opened, or failed with the reason.

    `key` is unique, so that one event tells one person once on one channel. `occasion` is the key without its channel:
    what the messages of all channels have in common. `params_encrypted` holds what fills the template. `acted_at`: the
    candidate did what the message asked, whichever way they came. `account_id`: the account of the tenant's own that it was first handed to.
    `send_at`: not before then. `plan`: why it `waits` for that (`quiet`, `limit`), `before` when it must be told, whether
    somebody `hurried` it, which channel comes `then`, `because` of what it came itself, and the `turn` in which it leaves.
    `template_id`: the version of the tenant's own words that it was written with; none where those of the product were.
    """

    __tablename__ = "messages"
    __scope__ = _WAYS
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("channel", *CHANNELS),
        one_of("state", *STATES),
    )

    key: Mapped[str]
    occasion: Mapped[str] = mapped_column(server_default="")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("applications.id"), index=True)
    event: Mapped[str]
    channel: Mapped[str]
    recipient_hint: Mapped[str]
    subject: Mapped[str]
    params_encrypted: Mapped[bytes]
    link_code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel_accounts.id"))
    template_id: Mapped[UUID | None] = mapped_column(ForeignKey("message_templates.id"))
    provider_id: Mapped[str] = mapped_column(server_default="", index=True)
    failure: Mapped[LazyText] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    queued_at: Mapped[datetime]
    send_at: Mapped[datetime | None]
    plan: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    submitted_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class Receipt(HasId, TenantBase):
    """What a provider told us, kept as it came; `event_id` makes a repeated delivery harmless."""

    __tablename__ = "receipts"
    __scope__ = Follows("message_id", "messages")
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    provider: Mapped[str]
    event_id: Mapped[str]
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    delivered: Mapped[bool]
    code: Mapped[str]
    received_at: Mapped[datetime]


class CallNote(HasId, TenantBase):
    """Somebody telephoned a person whom no message reached; `called_by` is the caller's name.

    `application_id`: what it was about, None where it was about none.
    """

    __tablename__ = "call_notes"
    __scope__ = _WAYS
    __table_args__ = (one_of("outcome", *CALL_OUTCOMES),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("applications.id"), index=True)
    occasion: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    called_by: Mapped[str]
    called_at: Mapped[datetime]
