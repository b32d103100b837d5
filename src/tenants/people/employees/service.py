"""Employments: opening a file, ending it, correcting a wrong end."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import next_number
from ....platform.db.narrowing import narrowed
from ....platform.hooks import Hook
from ....platform.ids import new_id
from ...audit.service import record
from ..persons.queries import lock_person
from .errors import (
    AlreadyEndedError,
    CorrectionUnexplainedError,
    EmployedAgainError,
    EndBeforeStartError,
    NotEndedError,
)
from .feature import EmployeeEvent
from .models import Employee
from .reasons import END_REASONS

ending = Hook[AsyncSession, Employee]()
"""An end of the employment is about to be filed; who knows why it cannot be yet, raises."""
correcting = Hook[AsyncSession, UUID]()
"""What was typed in about a person is about to be corrected; who rests on it raises `DetailsFixedError`."""
placed = Hook[AsyncSession, Employee]()
"""The employee's file has come to another department."""


@dataclass(frozen=True, slots=True)
class Employment:
    """Who works for which employer from when, as what and where, and what brought it about."""

    person_id: UUID
    legal_entity_id: UUID
    starts_on: date
    contract_id: UUID | None = None
    application_id: UUID | None = None
    job_title: str = ""
    department_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The last day of an employment, and why it ended: one of `END_REASONS`."""

    last_day: date
    reason: str

    def to_json(self) -> dict[str, str]:
        return {"ended_on": self.last_day.isoformat(), "reason": self.reason}


async def file_employee(
    session: AsyncSession, wanted: Employment, *, actor: str = "system"
) -> Employee | None:
    """Open the employee's file, and hand it out; filing again while the employment lasts changes nothing (None).

    Who comes back gets a new file.
    """
    known = select(Employee.id).where(
        Employee.person_id == wanted.person_id,
        Employee.legal_entity_id == wanted.legal_entity_id,
        Employee.ended_on.is_(None),
    )
    with narrowed(session, ()):  # one at a time, whoever may see it
        if await session.scalar(known) is not None:
            return None
    employee = Employee(
        id=new_id(),
        number=f"E{await next_number(session, 'employee'):05d}",
        person_id=wanted.person_id,
        legal_entity_id=wanted.legal_entity_id,
        contract_id=wanted.contract_id,
        job_title=wanted.job_title,
        department_id=wanted.department_id,
        starts_on=wanted.starts_on,
        filed_at=clock.now(),
    )
    session.add(employee)
    record(
        session,
        EmployeeEvent.FILED,
        actor=actor,
        application_id=wanted.application_id,
        contract_id=wanted.contract_id,
        data={"employee": str(employee.id)},
    )
    return employee


def end_of(employee: Employee) -> End | None:
    """How the employment ended, or will end; None while nobody has said so."""
    return End(employee.ended_on, employee.end_reason) if employee.ended_on is not None else None


async def end_employment(session: AsyncSession, employee: Employee, end: End, *, actor: str) -> None:
    """End an employment, locked; its last day may still be to come. The same end again changes nothing.

    The law's grounds are those of `END_REASONS`; the day is the one that the certificate of the end names, which is owed
    at the end (劳动合同法 Art. 50).

    Raises:
        AlreadyEndedError: it has another end.
        EndBeforeStartError: the employment began later.
        DomainError: something else must be finished first: see `ending`.
        ValueError: the reason is none of `END_REASONS`.
    """
    there = end_of(employee)
    if there == end:
        return
    if there is not None:
        raise AlreadyEndedError
    _require_sense(employee, end)
    await lock_person(session, employee.person_id)
    await ending(session, employee)
    employee.ended_on, employee.end_reason = end.last_day, end.reason
    _record(session, EmployeeEvent.ENDED, employee, actor=actor, data=end.to_json())


async def correct_end(
    session: AsyncSession, employee: Employee, end: End | None, *, why: str, actor: str
) -> None:
    """Put another end in place of a wrong one, or take it back (`end` is None): the employment goes on.

    What was filed before, and `why` it was wrong, stay in the chain. The same again changes nothing.

    Raises:
        CorrectionUnexplainedError: nobody would know why.
        NotEndedError: there is no end to correct.
        EndBeforeStartError: the employment began later.
        EmployedAgainError: with that end it would reach into another employment of the person with this employer.
        ValueError: the reason is none of `END_REASONS`.
    """
    before = end_of(employee)
    if before == end:
        return
    if before is None:
        raise NotEndedError
    if not why:
        raise CorrectionUnexplainedError
    if end is not None:
        _require_sense(employee, end)
    await _require_alone(session, employee, end)
    employee.ended_on, employee.end_reason = (end.last_day, end.reason) if end is not None else (None, "")
    data = {"from": before.to_json(), "to": end.to_json() if end is not None else None, "why": why}
    _record(session, EmployeeEvent.END_CORRECTED, employee, actor=actor, data=data)


def _require_sense(employee: Employee, end: End) -> None:
    if end.reason not in END_REASONS:
        raise ValueError(f"{end.reason!r} is no reason to end an employment")
    if end.last_day < employee.starts_on:
        raise EndBeforeStartError(employee.starts_on)


async def _require_alone(session: AsyncSession, employee: Employee, end: End | None) -> None:
    """A person works for one employer once at a time, whoever may see the other employment."""
    other = select(Employee).where(
        Employee.person_id == employee.person_id,
        Employee.legal_entity_id == employee.legal_entity_id,
        Employee.id != employee.id,
        or_(Employee.ended_on.is_(None), Employee.ended_on >= employee.starts_on),
    )
    if end is not None:
        other = other.where(Employee.starts_on <= end.last_day)
    with narrowed(session, ()):
        found = await session.scalar(other.order_by(Employee.starts_on).limit(1))
    if found is not None:
        raise EmployedAgainError(found.number, found.starts_on)


def _record(
    session: AsyncSession, kind: EmployeeEvent, employee: Employee, *, actor: str, data: dict[str, Any]
) -> None:
    record(
        session,
        kind,
        actor=actor,
        contract_id=employee.contract_id,
        data={"employee": str(employee.id), **data},
    )
