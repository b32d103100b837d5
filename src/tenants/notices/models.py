"""Messages: one row for one message on one channel to one person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...platform.db import HasId, TenantBase, one_of
from ...platform.i18n import LazyText

CHANNELS = ("email", "sms")
STATES = ("queued", "submitted", "delivered", "opened", "failed")
CALL_OUTCOMES = ("reached", "not_reached", "wrong_number")


class Message(HasId, TenantBase):
    """One message and its way: queued → submitted → delivered → opened, or failed with the reason.

    `key` is unique, so that one event tells one person once on one channel. `occasion` is the key without its channel:
    what the messages of all channels have in common. `params_sealed` holds what fills the template. `acted_at`: the
    candidate did what the message asked, whichever way they came.
    """

    __tablename__ = "messages"
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
    params_sealed: Mapped[bytes]
    link_code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(index=True)
    provider_id: Mapped[str] = mapped_column(server_default="")
    failure: Mapped[LazyText] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    queued_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class Receipt(HasId, TenantBase):
    """What a provider told us, kept as it came; `event_id` makes a repeated delivery harmless."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    provider: Mapped[str]
    event_id: Mapped[str]
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    delivered: Mapped[bool]
    code: Mapped[str]
    received_at: Mapped[datetime]


class CallNote(HasId, TenantBase):
    """Somebody telephoned a candidate whom no message reached; `called_by` is their name."""

    __tablename__ = "call_notes"
    __table_args__ = (one_of("outcome", *CALL_OUTCOMES),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    occasion: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    called_by: Mapped[str]
    called_at: Mapped[datetime]
