"""Asking interviewers for scores, and taking their scorecards in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from ...audit.service import record
from ..candidates.models import Application
from ..candidates.states import enter
from .card_reminders import remind_later
from .feature import ScheduleEvent
from .models import Interview


async def assign(
    session: AsyncSession,
    application: Application,
    *,
    user_id: UUID,
    round_name: str,
    held_at: datetime | None,
    actor: str,
) -> Interview:
    """Ask an interviewer to score a candidate; asking twice for the same round changes nothing.

    A duty that was off stands again.
    """
    known = select(Interview).where(
        Interview.application_id == application.id,
        Interview.round == round_name,
        Interview.user_id == user_id,
    )
    interview = await session.scalar(known)
    if interview is not None:
        if interview.released_at is not None:
            interview.released_at, interview.held_at = None, held_at
            await remind_later(session, interview, asked_by=actor)
        return interview
    interview = Interview(
        id=new_id(),
        application_id=application.id,
        round=round_name,
        user_id=user_id,
        held_at=held_at,
        created_at=clock.now(),
    )
    session.add(interview)
    if application.stage == "new":
        enter(session, application, "interview")
    data = {
        "interview": str(interview.id),
        "round": round_name,
        "interviewer": str(user_id),
    }
    record(
        session,
        ScheduleEvent.ASSIGNED,
        actor=actor,
        application_id=application.id,
        data=data,
    )
    await session.flush()
    await remind_later(session, interview, asked_by=actor)
    return interview
