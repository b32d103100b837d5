"""People whom no message reached, and the calls that reach them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.errors import NotFoundError
from ...audit.author import Author
from ...audit.service import record
from .feature import MessageEvent
from .models import CallNote, Message

SILENT_AFTER = timedelta(hours=24)
"""A text message without a receipt for so long has not arrived, for all we know."""


def unreached_occasions() -> Select[UUID, UUID | None, str, datetime]:
    """(subject, application, occasion, since when) of every occasion of which nothing arrived and nobody was reached by
    phone. One-time codes are nobody's to be told of.

    The subject is the application, or the person where the occasion is about none: of two who were made one, messages
    stay with whom they went to, while the application says whose they are now.
    """
    subject = func.coalesce(Message.application_id, Message.person_id)
    lost = or_(
        Message.state == "failed",
        and_(Message.state == "submitted", Message.submitted_at < clock.now() - SILENT_AFTER),
    )
    reached = select(CallNote.id).where(
        func.coalesce(CallNote.application_id, CallNote.person_id) == subject,
        CallNote.occasion == Message.occasion,
        CallNote.outcome == "reached",
    )
    return (
        select(subject, Message.application_id, Message.occasion, func.min(Message.queued_at))
        .where(Message.event != "code", Message.occasion != "", ~reached.exists())
        .group_by(subject, Message.application_id, Message.occasion)
        .having(func.bool_and(lost))
    )


async def unreached_count(session: AsyncSession) -> int:
    """How often somebody is to be told by phone."""
    return await session.scalar(select(func.count()).select_from(unreached_occasions().subquery())) or 0


async def calls_of(session: AsyncSession, application_id: UUID) -> Sequence[CallNote]:
    """Every call about one application, newest first."""
    statement = (
        select(CallNote).where(CallNote.application_id == application_id).order_by(CallNote.called_at.desc())
    )
    return (await session.scalars(statement)).all()


async def note_call(
    session: AsyncSession,
    told: Message,
    outcome: str,
    note: str,
    *,
    by: Author,
) -> None:
    """Keep what came of a call about the occasion of `told`: `reached`, `not_reached` or `wrong_number`.

    Raises:
        NotFoundError: it is of no occasion that somebody would be called about.
    """
    if not told.occasion or told.event == "code":
        raise NotFoundError
    session.add(
        CallNote(
            person_id=told.person_id,
            application_id=told.application_id,
            occasion=told.occasion,
            outcome=outcome,
            note=note,
            called_by=by.name,
            called_at=clock.now(),
        )
    )
    data = {"occasion": told.occasion, "outcome": outcome}
    record(session, MessageEvent.CALL_NOTED, actor=by.actor, application_id=told.application_id, data=data)
