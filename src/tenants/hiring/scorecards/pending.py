"""Who still owes a card; until it is sent they see nothing of what others thought, wherever they look.

The wall is laid on every query of a person's transaction, like the walls around departments: a page, a list, an export
that forgets about it finds nothing.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.narrowing import Criteria
from ...access.users.models import User
from ...people.persons.models import Person
from ..candidates.models import Application
from ..decisions.models import Decision
from ..decisions.pending import awaiting_card
from ..interviews.models import Interview, InterviewAssignment, Scorecard
from ..vacancies.models import Vacancy

# A Core table under a name of its own: the walls must not be laid on themselves again, nor meet the query's table.
_MINE = InterviewAssignment.__table__.alias("mine")  # rules: allow core_table – see above


def blind_review(user_id: UUID) -> Criteria:
    """Walls that hide from somebody the others' cards and the result of every application they owe a card for."""
    owing = select(_MINE.c.application_id).where(_MINE.c.user_id == user_id, awaiting_card(_MINE))
    return (
        (Scorecard, or_(Scorecard.user_id == user_id, Scorecard.application_id.not_in(owing))),
        (Decision, Decision.application_id.not_in(owing)),
    )


async def owes_card(session: AsyncSession, user_id: UUID, application_id: UUID) -> bool:
    """Whether somebody still owes a card for this application."""
    mine = exists().where(
        _MINE.c.user_id == user_id, _MINE.c.application_id == application_id, awaiting_card(_MINE)
    )
    return bool(await session.scalar(select(mine)))


async def assignments_of(
    session: AsyncSession, application_id: UUID
) -> Sequence[tuple[InterviewAssignment, User]]:
    """Who is to score this application and has not yet, oldest first."""
    statement = (
        select(InterviewAssignment, User)
        .join(User, User.id == InterviewAssignment.user_id)
        .where(InterviewAssignment.application_id == application_id, awaiting_card())
        .order_by(InterviewAssignment.created_at)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


def due() -> ColumnElement[bool]:
    """The condition of a card that can be written now, for a statement outer-joined with the interviews."""
    begun = InterviewAssignment.interview_id.is_(None) | (Interview.starts_at <= clock.now())
    return awaiting_card() & begun


def due_assignments(user_id: UUID) -> Select[UUID]:
    """The assignments of this interviewer whose card can be written now, by their ids."""
    return (
        select(InterviewAssignment.id)
        .outerjoin(Interview, Interview.id == InterviewAssignment.interview_id)
        .where(InterviewAssignment.user_id == user_id, due())
    )


async def open_assignments(
    session: AsyncSession, user_id: UUID
) -> Sequence[tuple[InterviewAssignment, Application, Person, Vacancy]]:
    """The assignments of this interviewer whose card is still owed, oldest first; an interview to come is not due
    yet."""
    statement = (
        select(InterviewAssignment, Application, Person, Vacancy)
        .join(Application, Application.id == InterviewAssignment.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(Interview, Interview.id == InterviewAssignment.interview_id)
        .where(InterviewAssignment.user_id == user_id, due())
        .order_by(InterviewAssignment.created_at)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(statement)]


async def is_owed(session: AsyncSession, assignment_id: UUID) -> bool:
    """Whether the card of an assignment is still waited for."""
    found = select(InterviewAssignment.id).where(InterviewAssignment.id == assignment_id, awaiting_card())
    return await session.scalar(found) is not None
