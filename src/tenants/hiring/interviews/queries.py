"""Reading interviews and scorecards."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...access.users.models import User
from ..candidates.models import Application, Person
from ..scorecards.pending import owed
from ..vacancies.models import Vacancy
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


async def interviews_of(session: AsyncSession, application_id: UUID) -> Sequence[tuple[Interview, User]]:
    """Who is to score this application and has not yet, oldest first."""
    statement = (
        select(Interview, User)
        .join(User, User.id == Interview.user_id)
        .where(Interview.application_id == application_id, owed())
        .order_by(Interview.created_at)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


def due() -> ColumnElement[bool]:
    """The condition of a card that can be written now, for a statement outer-joined with the events."""
    begun = Interview.event_id.is_(None) | (InterviewEvent.starts_at <= clock.now())
    return owed() & begun


async def open_interviews(
    session: AsyncSession, user_id: UUID
) -> Sequence[tuple[Interview, Application, Person, Vacancy]]:
    """The interviews this interviewer still owes a card for, oldest first; a meeting to come is not due yet."""
    statement = (
        select(Interview, Application, Person, Vacancy)
        .join(Application, Application.id == Interview.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(InterviewEvent, InterviewEvent.id == Interview.event_id)
        .where(Interview.user_id == user_id, due())
        .order_by(Interview.created_at)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(statement)]


async def interview_of(session: AsyncSession, interview_id: UUID, user_id: UUID) -> Interview:
    """One interview of this interviewer.

    Raises:
        InterviewNotFoundError: absent or another's.
    """
    interview = await session.get(Interview, interview_id)
    if interview is None or interview.user_id != user_id or interview.released_at is not None:
        raise InterviewNotFoundError
    return interview


async def is_owed(session: AsyncSession, interview_id: UUID) -> bool:
    """Whether the card of an interview is still waited for."""
    found = select(Interview.id).where(Interview.id == interview_id, owed())
    return await session.scalar(found) is not None
