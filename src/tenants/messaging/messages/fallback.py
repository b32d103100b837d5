"""The other channel, when the first one failed or stays silent: once, whoever repeats it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...people.persons.queries import person
from .delivery import delivery
from .models import Message
from .queue import Envelope, queue_messages

_SILENT = {"undelivered": ("submitted",), "unopened": ("submitted", "delivered")}


async def fall_back(session: AsyncSession, failed: Iterable[UUID]) -> None:
    """Queue the other channel of messages that failed, in the transaction that says so."""
    still = (Message.id.in_(failed), Message.state == "failed", Message.plan.has_key("then"))
    statement = select(Message).where(*still).order_by(Message.id).execution_options(populate_existing=True)
    for message in await session.scalars(statement):
        await _queue_other(session, message, "failed")


async def fall_back_if_silent(session: AsyncSession, message_id: UUID) -> None:
    """The time is over: queue the other channel unless the message arrived, or was opened where that is asked."""
    statement = select(Message).where(Message.id == message_id).with_for_update(key_share=True)
    message = await session.scalar(statement)
    if message is None or message.acted_at is not None:
        return
    mode = message.plan["then"]["mode"]
    if message.state in _SILENT[mode]:
        await _queue_other(session, message, mode)


async def _queue_other(session: AsyncSession, message: Message, because: str) -> None:
    """The key of a message, occasion and channel, lets it exist once: whoever comes second finds it there."""
    kept = {name: message.plan[name] for name in ("before", "hurried", "turn") if name in message.plan}
    again = Envelope(
        await person(session, message.person_id),
        message.application_id,
        message.event,
        message.subject,
        message.occasion,
        message.params_encrypted,
    )
    plan, wanted = kept | {"because": because}, await delivery(session)
    await queue_messages(session, again, [message.plan["then"]["channel"]], plan=plan, wanted=wanted)
