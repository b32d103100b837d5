"""Vacancies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from ...audit.service import record
from ...people.departments.models import Department
from ...people.departments.service import find_or_add as find_or_add_department
from .errors import VacancyExistsError
from .feature import VacancyEvent
from .kinds import usual_pay
from .models import Vacancy


async def find_or_add(
    session: AsyncSession,
    *,
    title: str,
    department: str = "",
    kind: str = "",
    location: str = "",
    actor: str = "system",
) -> Vacancy:
    """The vacancy with this title, department and place; made when it is new, with its department."""
    known = select(Vacancy).where(
        Vacancy.title == title,
        Vacancy.department == department,
        Vacancy.location == location,
    )
    vacancy = await session.scalar(known)
    if vacancy is None:
        place = await find_or_add_department(session, department, actor=actor) if department else None
        vacancy = Vacancy(
            id=new_id(),
            title=title,
            department=department,
            kind=kind,
            location=location,
            pay_structure=usual_pay(kind),
            department_id=place.id if place is not None else None,
        )
        session.add(vacancy)
        await session.flush()
    return vacancy


async def place(
    session: AsyncSession,
    vacancy: Vacancy,
    *,
    department: Department | None,
    hiring_manager_id: UUID | None,
    actor: str,
) -> None:
    """Hang a vacancy under a department and give it a hiring manager: who may see its candidates follows."""
    vacancy.department_id = department.id if department is not None else None
    vacancy.hiring_manager_id = hiring_manager_id
    data = {
        "vacancy": str(vacancy.id),
        "department": str(department.id) if department is not None else "",
        "hiring_manager": str(hiring_manager_id or ""),
    }
    record(session, VacancyEvent.PLACED, actor=actor, data=data)


@dataclass(frozen=True, slots=True)
class VacancyDetails:
    """What is said about a vacancy, its place in the organisation apart; `head_count` None where nobody said."""

    title: str
    location: str = ""
    kind: str = ""
    pay_structure: str = ""
    head_count: int | None = None


async def add(
    session: AsyncSession, details: VacancyDetails, *, department: Department | None, actor: str
) -> Vacancy:
    """A new vacancy.

    Raises:
        VacancyExistsError: it is there already.
    """
    vacancy = Vacancy(
        id=new_id(),
        title=details.title,
        department=department.name if department is not None else "",
        department_id=department.id if department is not None else None,
        location=details.location,
        kind=details.kind,
        pay_structure=details.pay_structure or usual_pay(details.kind),
        head_count=details.head_count,
    )
    async with _one_of_a_kind(session):
        session.add(vacancy)
    _changed(session, vacancy, "added", actor)
    return vacancy


async def change(session: AsyncSession, vacancy: Vacancy, details: VacancyDetails, *, actor: str) -> None:
    """Say something else about it. Where it belongs is a matter of rights: `place`.

    Raises:
        VacancyExistsError: it would be the same as another.
    """
    async with _one_of_a_kind(session):
        vacancy.title, vacancy.location, vacancy.kind = details.title, details.location, details.kind
        vacancy.pay_structure, vacancy.head_count = details.pay_structure, details.head_count
    _changed(session, vacancy, "changed", actor)


def close(session: AsyncSession, vacancy: Vacancy, *, actor: str) -> None:
    """Nobody new is taken in for it; who is on the road stays there. Closing twice closes once."""
    if vacancy.closed_at is None:
        vacancy.closed_at = clock.now()
        _changed(session, vacancy, "closed", actor)


def reopen(session: AsyncSession, vacancy: Vacancy, *, actor: str) -> None:
    """Take people in again."""
    if vacancy.closed_at is not None:
        vacancy.closed_at = None
        _changed(session, vacancy, "reopened", actor)


@asynccontextmanager
async def _one_of_a_kind(session: AsyncSession) -> AsyncIterator[None]:
    try:
        async with session.begin_nested():  # changes are made inside: entering writes what is pending
            yield
    except IntegrityError:
        raise VacancyExistsError from None


def _changed(session: AsyncSession, vacancy: Vacancy, change: str, actor: str) -> None:
    data = {"vacancy": str(vacancy.id), "change": change}
    record(session, VacancyEvent.CHANGED, actor=actor, data=data)
