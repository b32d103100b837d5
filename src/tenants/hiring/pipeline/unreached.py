"""People whom no message reached, and the calls that reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ...messaging.messages.calls import unreached_count, unreached_occasions
from ...messaging.messages.models import CallNote, Message
from ..candidates.models import Application


@dataclass(frozen=True, slots=True)
class Unreached:
    """One person and one occasion of which no message arrived; `messages` say why, `calls` what was tried since."""

    application: Application
    occasion: str
    since: datetime
    messages: Sequence[Message]
    calls: Sequence[CallNote]


async def unreached(session: AsyncSession, *, limit: int = 50) -> tuple[list[Unreached], int]:
    """Whom to telephone, those who wait longest first, and how many there are."""
    rows = (
        await session.execute(unreached_occasions().order_by(func.min(Message.queued_at)).limit(limit))
    ).all()
    ids = {row[0] for row in rows}
    found = select(Application).where(Application.id.in_(ids))
    found = found.options(joinedload(Application.person), joinedload(Application.vacancy))
    applications = {one.id: one for one in await session.scalars(found)}
    messages = (
        await session.scalars(
            select(Message).where(Message.application_id.in_(ids)).order_by(Message.channel.desc())
        )
    ).all()
    calls = (
        await session.scalars(
            select(CallNote).where(CallNote.application_id.in_(ids)).order_by(CallNote.called_at.desc())
        )
    ).all()
    return [
        Unreached(
            applications[id_],
            occasion,
            since,
            [one for one in messages if (one.application_id, one.occasion) == (id_, occasion)],
            [one for one in calls if (one.application_id, one.occasion) == (id_, occasion)],
        )
        for id_, occasion, since in rows
    ], await unreached_count(session)
