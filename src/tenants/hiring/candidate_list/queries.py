"""Reading candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ...people.departments.models import Department
from ...people.persons.models import Person
from ..candidates.models import Application
from ..decisions.models import Decision
from ..vacancies.models import Vacancy


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """What the list is narrowed to; `search` is part of a name or vacancy, or the last digits of a phone."""

    search: str = ""
    stage: str = ""
    outcome: str = ""
    to_confirm: bool = False
    vacancy_id: UUID | None = None
    department: str = ""
    """The path of a department: those below it count too."""
    source: str = ""
    newest: bool = False
    """Newest first, instead of those to be answered first."""


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """One page of applications with each its current decision, and how many there are in all."""

    rows: Sequence[tuple[Application, Decision | None]]
    total: int


def conditions_of(wanted: CandidateFilter) -> list[ColumnElement[bool]]:
    """The filter as SQL, for a statement made with `joined`."""
    found: list[ColumnElement[bool]] = []
    if wanted.search:
        text = wanted.search.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        found.append(
            or_(
                Person.name.ilike(f"%{text}%"),
                Vacancy.title.ilike(f"%{text}%"),
                Person.phone_hint.like(f"%{text}"),
            )
        )
    if wanted.stage:
        found.append(Application.stage == wanted.stage)
    if wanted.outcome:
        found.append(Decision.outcome == wanted.outcome)
    if wanted.vacancy_id is not None:
        found.append(Application.vacancy_id == wanted.vacancy_id)
    if wanted.department:
        below = Department.path.startswith(wanted.department, autoescape=True)
        found.append(Vacancy.department_id.in_(select(Department.id).where(below)))
    if wanted.source:
        found.append(Application.source == wanted.source)
    if wanted.to_confirm:
        found.append(and_(Decision.id.is_not(None), Decision.confirmed_at.is_(None)))
    return found


def joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement on applications with person, vacancy and current decision at hand."""
    current = and_(Decision.application_id == Application.id, Decision.current)
    return (
        statement.join(Person, Person.id == Application.person_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(Decision, current)
    )


def order_of(wanted: CandidateFilter) -> list[ColumnElement[Any]]:
    """How the list is sorted; ids are made in the order of time."""
    newest = Application.id.desc()
    return [newest] if wanted.newest else [Application.promised_at.asc().nulls_last(), newest]


async def find(
    session: AsyncSession, wanted: CandidateFilter, *, offset: int = 0, limit: int = 20
) -> CandidatePage:
    """One page of applications; those to be answered first come first, then the newest."""
    conditions = conditions_of(wanted)
    statement = (
        joined(select(Application, Decision))
        .where(*conditions)
        .options(joinedload(Application.person), joinedload(Application.vacancy))
        .order_by(*order_of(wanted))
        .offset(offset)
        .limit(limit)
    )
    rows = [(row[0], row[1]) for row in (await session.execute(statement)).unique()]
    total = await session.scalar(joined(select(func.count(Application.id))).where(*conditions))
    return CandidatePage(rows, total or 0)
