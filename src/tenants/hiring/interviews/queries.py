"""Reading interviews and scorecards."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from .errors import InterviewNotFoundError
from .models import Interview, InterviewEvent, Scorecard


async def scorecards(session: AsyncSession, application_id: UUID) -> Sequence[Scorecard]:
    """The cards of one application, oldest first."""
    statement = (
        select(Scorecard)
        .where(Scorecard.application_id == application_id)
        .order_by(Scorecard.submitted_at, Scorecard.id)
    )
    return (await session.scalars(statement)).all()


async def interview_of(session: AsyncSession, interview_id: UUID, user_id: UUID) -> Interview:
    """One interview of this interviewer.

    Raises:
        InterviewNotFoundError: absent or another's.
    """
    interview = await session.get(Interview, interview_id)
    if interview is None or interview.user_id != user_id or interview.released_at is not None:
        raise InterviewNotFoundError
    return interview


async def invited_again(session: AsyncSession, application_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these who know of a meeting still to come: what they hear next is said there."""
    statement = select(InterviewEvent.application_id).where(
        InterviewEvent.application_id.in_(application_ids), InterviewEvent.to_come(clock.now())
    )
    return set(await session.scalars(statement))
