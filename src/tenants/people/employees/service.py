"""Opening employees' files."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import next_number
from ....platform.ids import new_id
from ...audit.service import record
from .feature import EmployeeEvent
from .models import Employee


@dataclass(frozen=True, slots=True)
class Employment:
    """Who works for which employer from when, and what brought it about."""

    person_id: UUID
    legal_entity_id: UUID
    starts_on: date
    contract_id: UUID | None = None
    application_id: UUID | None = None


async def file_employee(session: AsyncSession, wanted: Employment) -> None:
    """Open the employee's file; filing again while the employment lasts changes nothing. Who comes back gets a new file."""
    known = select(Employee.id).where(
        Employee.person_id == wanted.person_id,
        Employee.legal_entity_id == wanted.legal_entity_id,
        Employee.ended_on.is_(None),
    )
    if await session.scalar(known) is not None:
        return
    employee = Employee(
        id=new_id(),
        number=f"E{await next_number(session, 'employee'):05d}",
        person_id=wanted.person_id,
        legal_entity_id=wanted.legal_entity_id,
        contract_id=wanted.contract_id,
        starts_on=wanted.starts_on,
        filed_at=clock.now(),
    )
    session.add(employee)
    record(
        session,
        EmployeeEvent.FILED,
        application_id=wanted.application_id,
        contract_id=wanted.contract_id,
        data={"employee": str(employee.id)},
    )
