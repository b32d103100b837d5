"""Reading assignments and scorecards."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from .errors import AssignmentNotFoundError
from .models import Interview, InterviewAssignment, Scorecard


async def scorecards(session: AsyncSession, application_id: UUID) -> Sequence[Scorecard]:
    """The cards of one application, oldest first."""
    statement = (
        select(Scorecard)
        .where(Scorecard.application_id == application_id)
        .order_by(Scorecard.submitted_at, Scorecard.id)
    )
    return (await session.scalars(statement)).all()


async def assignment_of(session: AsyncSession, assignment_id: UUID, user_id: UUID) -> InterviewAssignment:
    """One assignment of this interviewer.

    Raises:
        AssignmentNotFoundError: absent or another's.
    """
    assignment = await session.get(InterviewAssignment, assignment_id)
    if assignment is None or assignment.user_id != user_id or assignment.released_at is not None:
        raise AssignmentNotFoundError
    return assignment


async def interviews_to_come(session: AsyncSession, application_id: UUID) -> Sequence[UUID]:
    """Interviews of an application that are arranged and not over, by their ids."""
    coming = select(Interview.id).where(
        Interview.application_id == application_id, Interview.to_come(clock.now())
    )
    return (await session.scalars(coming)).all()


async def invited_again(session: AsyncSession, application_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these who know of an interview still to come: what they hear next is said there."""
    statement = select(Interview.application_id).where(
        Interview.application_id.in_(application_ids), Interview.to_come(clock.now())
    )
    return set(await session.scalars(statement))
