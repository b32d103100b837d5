"""What is known of applications, for conditions and words: one statement for any number of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..candidates.models import Application, Person
from ..decisions.models import Decision
from ..departments.models import Department
from ..interviews.models import Interview
from ..vacancies.models import Vacancy
from .conditions import Facts

_INTERVIEWED = (
    select(func.max(Interview.held_at))
    .where(Interview.application_id == Application.id, Interview.released_at.is_(None))
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
        _INTERVIEWED,
    )
    .join(Person, Person.id == Application.person_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Department, Department.id == Vacancy.department_id)
    .outerjoin(Decision, (Decision.application_id == Application.id) & Decision.current)
)


async def facts_of(session: AsyncSession, applications: Sequence[UUID]) -> dict[UUID, Facts]:
    """The facts of each application that is there."""
    rows = await session.execute(_FACTS.where(Application.id.in_(applications)))
    return {row[0]: Facts(*row) for row in rows}
