"""Who still owes a card; until it is sent they see nothing of what others thought, wherever they look.

The wall is laid on every query of a person's transaction, like the walls around departments: a page, a list, an export
that forgets about it finds nothing.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.narrowing import Criteria
from ...access.users.models import User
from ...people.persons.models import Person
from ..candidates.models import Application
from ..decisions.models import Decision
from ..decisions.pending import owed
from ..interviews.models import Interview, InterviewEvent, Scorecard
from ..vacancies.models import Vacancy

# A Core table under a name of its own: the walls must not be laid on themselves again, nor meet the query's table.
_MINE = Interview.__table__.alias("mine")  # rules: allow core_table – see above


def blinds(user_id: UUID) -> Criteria:
    """Walls that hide from somebody the others' cards and the result of every application they owe a card for."""
    owing = select(_MINE.c.application_id).where(_MINE.c.user_id == user_id, owed(_MINE))
    return (
        (Scorecard, or_(Scorecard.user_id == user_id, Scorecard.application_id.not_in(owing))),
        (Decision, Decision.application_id.not_in(owing)),
    )


async def owes_card(session: AsyncSession, user_id: UUID, application_id: UUID) -> bool:
    """Whether somebody still owes a card for this application."""
    mine = exists().where(_MINE.c.user_id == user_id, _MINE.c.application_id == application_id, owed(_MINE))
    return bool(await session.scalar(select(mine)))


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


async def is_owed(session: AsyncSession, interview_id: UUID) -> bool:
    """Whether the card of an interview is still waited for."""
    found = select(Interview.id).where(Interview.id == interview_id, owed())
    return await session.scalar(found) is not None
