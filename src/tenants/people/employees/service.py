"""Filing a completed contract with the new employee."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ...audit.events import Event
from ...audit.service import record
from ...contracts.labour_contracts.models import Contract
from .models import Employee


async def file_employee(session: AsyncSession, contract: Contract, *, starts_on: date) -> None:
    """Open the employee's file with the contract in it; filing again changes nothing."""
    known = select(Employee.id).where(
        Employee.person_id == contract.person_id,
        Employee.legal_entity_id == contract.legal_entity_id,
    )
    if await session.scalar(known) is not None:
        return
    employee = Employee(
        id=new_id(),
        number=await _next_number(session),
        person_id=contract.person_id,
        legal_entity_id=contract.legal_entity_id,
        contract_id=contract.id,
        starts_on=starts_on,
        filed_at=clock.now(),
    )
    session.add(employee)
    record(
        session,
        Event.EMPLOYEE_FILED,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"employee": str(employee.id)},
    )


async def _next_number(session: AsyncSession) -> str:
    # Two filed at the same moment would count the same number: the second waits for the first.
    key = func.hashtextextended("employees:" + tenant_of(session).schema, 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    filed = await session.scalar(select(func.count(Employee.id)))
    return f"E{(filed or 0) + 1:05d}"
