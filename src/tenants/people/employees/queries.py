"""Reading employees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ..employers.models import LegalEntity
from ..persons.models import Person
from .errors import EmployeeNotFoundError
from .models import Employee


@dataclass(frozen=True, slots=True)
class Employed:
    """One employment, with whose it is and by whom; `ended`: its last day is over."""

    employee: Employee
    person: Person
    employer: LegalEntity
    ended: bool


def _today(session: AsyncSession) -> date:
    return clock.today(tenant_of(session).zoneinfo)


def _whole() -> Select[Employee, Person, LegalEntity]:
    return (
        select(Employee, Person, LegalEntity)
        .join(Person, Person.id == Employee.person_id)
        .join(LegalEntity, LegalEntity.id == Employee.legal_entity_id)
    )


async def _read(
    session: AsyncSession, statement: Select[Employee, Person, LegalEntity]
) -> Sequence[Employed]:
    today = _today(session)
    return [
        Employed(found, person, employer, found.over(today))
        for found, person, employer in await session.execute(statement)
    ]


async def employees(session: AsyncSession, *, ended: bool | None = None) -> Sequence[Employed]:
    """Everyone who is, or was, employed, newest first; `ended`: only those who have left, or who have not."""
    statement = _whole().order_by(Employee.filed_at.desc())
    if ended is not None:
        statement = statement.where(_over(session) == ended)
    return await _read(session, statement)


@dataclass(frozen=True, slots=True)
class OpenEmployment:
    """An employment that lasts, in the least that says whose it is."""

    id: UUID
    person_id: UUID
    legal_entity_id: UUID
    starts_on: date


async def open_employments(session: AsyncSession) -> Sequence[OpenEmployment]:
    """Every employment that is not over."""
    columns = (Employee.id, Employee.person_id, Employee.legal_entity_id, Employee.starts_on)
    rows = await session.execute(select(*columns).where(_over(session) == false()))
    return [OpenEmployment(*row) for row in rows]


async def employees_by_id(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Employed]:
    """These employments."""
    return await _read(session, _whole().where(Employee.id.in_(ids)))


async def employee_counts(session: AsyncSession) -> dict[bool, int]:
    """How many employments are over, and how many are not."""
    over = _over(session)
    rows = await session.execute(select(over, func.count()).group_by(over))
    return {True: 0, False: 0} | dict(rows.all())


async def employee(session: AsyncSession, employee_id: UUID, *, lock: bool = False) -> Employed:
    """One employment.

    Raises:
        EmployeeNotFoundError: not in this tenant, or outside the walls.
    """
    statement = _whole().where(Employee.id == employee_id)
    if lock:
        statement = statement.with_for_update(of=Employee, key_share=True)
    for found in await _read(session, statement):
        return found
    raise EmployeeNotFoundError


async def other_employments(session: AsyncSession, employee: Employee) -> Sequence[Employed]:
    """The person's other employments here, the last first: who came back has several."""
    theirs = (Employee.person_id == employee.person_id, Employee.id != employee.id)
    return await _read(session, _whole().where(*theirs).order_by(Employee.starts_on.desc(), Employee.number))


async def employment_with(session: AsyncSession, person_id: UUID, legal_entity_id: UUID) -> Employee | None:
    """The person's newest employment with an employer."""
    return next(iter(await employments_with(session, person_id, legal_entity_id)), None)


async def employments_with(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Sequence[Employee]:
    """Each employment of the person with an employer, the newest first."""
    statement = select(Employee).where(
        Employee.person_id == person_id, Employee.legal_entity_id == legal_entity_id
    )
    return (await session.scalars(statement.order_by(Employee.starts_on.desc(), Employee.number))).all()


async def newest_employments(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Employee]:
    """Person → their newest employment, of those who have one."""
    statement = (
        select(Employee)
        .where(Employee.person_id.in_(person_ids))
        .order_by(Employee.starts_on, Employee.number)
    )
    return {one.person_id: one for one in await session.scalars(statement)}


async def employments_of(session: AsyncSession, person_ids: Collection[UUID]) -> Sequence[Employee]:
    """Every employment of these persons, whoever with, the last filed first."""
    statement = select(Employee).where(Employee.person_id.in_(person_ids)).order_by(Employee.filed_at.desc())
    return (await session.scalars(statement)).all()


async def works_here(session: AsyncSession, person_id: UUID) -> bool:
    """Whether an employment of the person is not over."""
    statement = select(Employee.id).where(Employee.person_id == person_id, ~_over(session)).limit(1)
    return await session.scalar(statement) is not None


async def has_left(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the person has worked here, and every employment of theirs is over."""
    over = (await session.scalars(select(_over(session)).where(Employee.person_id == person_id))).all()
    return bool(over) and all(over)


def _over(session: AsyncSession) -> ColumnElement[bool]:
    return func.coalesce(Employee.ended_on < _today(session), False)
