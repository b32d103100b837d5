"""Who sits on an interview's panel: each seat is an assignment to write a card."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...access.users.models import User
from ..candidates.models import Application
from .errors import PanelScoredError
from .models import Interview, InterviewAssignment
from .service import assign


async def panel_of(session: AsyncSession, interview: Interview, *, released: bool = False) -> frozenset[UUID]:
    """Who sits on the panel; `released`: also those whose assignment was off with the interview."""
    statement = select(InterviewAssignment.user_id).where(InterviewAssignment.interview_id == interview.id)
    if not released:
        statement = statement.where(InterviewAssignment.released_at.is_(None))
    return frozenset((await session.scalars(statement)).all())


async def seat(
    session: AsyncSession,
    application: Application,
    interview: Interview,
    panel: frozenset[UUID],
    *,
    actor: str,
) -> None:
    """Ask these for a card of this interview; who had been asked before is asked for this one."""
    for user_id in sorted(panel):
        assignment = await assign(
            session,
            application,
            user_id=user_id,
            round_name=interview.round,
            held_at=interview.starts_at,
            actor=actor,
        )
        assignment.interview_id, assignment.released_at = interview.id, None
        assignment.held_at = interview.starts_at
    await session.flush()


async def unseat(session: AsyncSession, interview: Interview, users: frozenset[UUID]) -> None:
    """Take these off the panel, and their assignment with it."""
    statement = select(InterviewAssignment).where(
        InterviewAssignment.interview_id == interview.id,
        InterviewAssignment.user_id.in_(users),
        InterviewAssignment.scorecard_id.is_(None),
    )
    for assignment in await session.scalars(statement):
        assignment.interview_id, assignment.released_at = None, clock.now()


async def release(session: AsyncSession, interview: Interview) -> None:
    """Take the assignment to score off the panel: the interview is not to be."""
    statement = select(InterviewAssignment).where(
        InterviewAssignment.interview_id == interview.id,
        InterviewAssignment.scorecard_id.is_(None),
        InterviewAssignment.released_at.is_(None),
    )
    for assignment in await session.scalars(statement):
        assignment.released_at = clock.now()


async def refuse_scored(
    session: AsyncSession, application: Application, round_name: str, users: frozenset[UUID]
) -> None:
    """See that none of these has scored the round.

    Raises:
        PanelScoredError: somebody has.
    """
    statement = (
        select(User.name)
        .join(InterviewAssignment, InterviewAssignment.user_id == User.id)
        .where(
            InterviewAssignment.application_id == application.id,
            InterviewAssignment.round == round_name,
            InterviewAssignment.user_id.in_(users),
            InterviewAssignment.scorecard_id.is_not(None),
        )
        .order_by(User.name)
        .limit(1)
    )
    name = await session.scalar(statement)
    if name is not None:
        raise PanelScoredError(name)
