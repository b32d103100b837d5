"""What is known of applications, for conditions and words: one statement for any number of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import DateTime, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...hiring.candidates.models import Application
from ...hiring.decisions.models import Decision
from ...hiring.interviews.models import InterviewAssignment, Scorecard
from ...hiring.vacancies.models import Vacancy
from ...people.departments.models import Department
from ...people.persons.models import Person
from .conditions import Facts

# The last interview that has begun, or what the last card says: an interview outside the product leaves only a card.
_MET = (
    select(func.max(InterviewAssignment.held_at))
    .where(
        InterviewAssignment.application_id == Application.id,
        InterviewAssignment.released_at.is_(None),
        InterviewAssignment.held_at <= bindparam("now", type_=DateTime(timezone=True)),
    )
    .correlate(Application)
    .scalar_subquery()
)
_CARD = (
    select(func.max(func.coalesce(Scorecard.held_at, Scorecard.submitted_at)))
    .where(Scorecard.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
_FACTS = (
    select(
        Application.id,
        Person.name,
        Vacancy.id,
        Vacancy.title,
        Vacancy.department,
        func.coalesce(Department.path, ""),
        Application.source,
        Application.stage,
        func.coalesce(Decision.confirmed_outcome, Decision.outcome, ""),
        Application.created_at,
        func.greatest(_MET, _CARD),
    )
    .join(Person, Person.id == Application.person_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Department, Department.id == Vacancy.department_id)
    .outerjoin(Decision, (Decision.application_id == Application.id) & Decision.current)
)


async def facts_of(session: AsyncSession, applications: Sequence[UUID]) -> dict[UUID, Facts]:
    """The facts of each application that is there."""
    rows = await session.execute(_FACTS.where(Application.id.in_(applications)), {"now": clock.now()})
    return {row[0]: Facts(*row) for row in rows}
