"""The end of a message's way: the candidate did what it asked."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...audit.events import Event
from ...audit.service import record
from .models import Message

# What somebody does → the events whose messages asked for it.
ASKED_BY: dict[Event, tuple[str, ...]] = {
    Event.ONBOARDING_FILLED: ("result_pass",),
    Event.SIGNATURE_DRAWN: ("contract_ready",),
}


async def note_acted(session: AsyncSession, application_id: UUID, did: Event) -> None:
    """Note on the messages that asked for it that the candidate has done it."""
    statement = (
        select(Message)
        .where(
            Message.application_id == application_id,
            Message.event.in_(ASKED_BY[did]),
            Message.acted_at.is_(None),
        )
        .order_by(Message.id)
        .with_for_update(key_share=True)
    )
    for message in await session.scalars(statement):
        message.acted_at = clock.now()
        data = {"message": str(message.id), "channel": message.channel}
        record(session, Event.MESSAGE_ACTED, application_id=application_id, data=data)
