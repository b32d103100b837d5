"""The end of a message's way: the candidate did what it asked."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...audit.service import record
from .feature import MessageEvent
from .models import Message


async def note_acted(
    session: AsyncSession, person_id: UUID, application_id: UUID | None, asked_by: str
) -> None:
    """Note on the messages of kind `asked_by` that the person did what they asked; `application_id`: what they were about."""
    statement = (
        select(Message)
        .where(
            _about(person_id, application_id),
            Message.event == asked_by,
            Message.acted_at.is_(None),
        )
        .order_by(Message.id)
        .with_for_update(key_share=True)
    )
    for message in await session.scalars(statement):
        message.acted_at = clock.now()
        data = {"message": str(message.id), "channel": message.channel}
        record(session, MessageEvent.ACTED, application_id=application_id, data=data)


def _about(person_id: UUID, application_id: UUID | None) -> ColumnElement[bool]:
    if application_id is not None:
        return Message.application_id == application_id
    return and_(Message.person_id == person_id, Message.application_id.is_(None))
