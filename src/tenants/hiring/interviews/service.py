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
from .feature import InterviewEvent
from .models import InterviewAssignment


async def assign(
    session: AsyncSession,
    application: Application,
    *,
    user_id: UUID,
    round_name: str,
    held_at: datetime | None,
    actor: str,
) -> InterviewAssignment:
    """Ask an interviewer to score a candidate; asking twice for the same round changes nothing.

    An assignment that was off stands again.
    """
    known = select(InterviewAssignment).where(
        InterviewAssignment.application_id == application.id,
        InterviewAssignment.round == round_name,
        InterviewAssignment.user_id == user_id,
    )
    assignment = await session.scalar(known)
    if assignment is not None:
        if assignment.released_at is not None:
            assignment.released_at, assignment.held_at = None, held_at
            await remind_later(session, assignment, asked_by=actor)
        return assignment
    assignment = InterviewAssignment(
        id=new_id(),
        application_id=application.id,
        round=round_name,
        user_id=user_id,
        held_at=held_at,
        created_at=clock.now(),
    )
    session.add(assignment)
    if application.stage == "new":
        enter(session, application, "interview")
    data = {
        "interview": str(assignment.id),
        "round": round_name,
        "interviewer": str(user_id),
    }
    record(
        session,
        InterviewEvent.ASSIGNED,
        actor=actor,
        application_id=application.id,
        data=data,
    )
    await session.flush()
    await remind_later(session, assignment, asked_by=actor)
    return assignment
