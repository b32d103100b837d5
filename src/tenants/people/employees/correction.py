"""Correcting what was typed in by hand about an employee: all of it while nothing rests on it yet, the department later too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db.narrowing import narrowed, sees
from ...audit.service import record
from ..departments.models import Department
from ..persons.models import Person
from ..persons.queries import lock_person
from ..persons.service import NewContact, change_contact, claim_phone
from .errors import (
    BeyondDepartmentsError,
    DetailsFixedError,
    FiledByContractError,
    PhoneTakenError,
    StartAfterEndError,
)
from .feature import EmployeeEvent
from .models import Employee
from .queries import Employed, other_employments
from .service import correcting, placed


@dataclass(frozen=True, slots=True)
class Details:
    """Who an employee is, as what and since when they work."""

    contact: NewContact
    job_title: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right: the department, and the details, None where they stay as they are."""

    department: Department | None
    details: Details | None


async def may_correct_details(session: AsyncSession, found: Employed) -> bool:
    """Whether more than the department can still be corrected."""
    try:
        await _require_unused(session, found)
    except DetailsFixedError:
        return False
    return True


async def correct(
    session: AsyncSession, vault: Vault, found: Employed, correction: Correction, *, actor: str
) -> None:
    """Put a file right, locked, that was typed in by hand. The same again changes nothing.

    The chain keeps which fields were wrong, departments and days; what is personal it does not keep.

    Raises:
        FiledByContractError: a contract began the file; what stands there is the contract's.
        DetailsFixedError: the person has said who they are, has a contract, has applied, or works here twice.
        PhoneTakenError: the number is another person's.
        StartAfterEndError: the employment would begin after its last day.
        BeyondDepartmentsError: the department is beyond the walls laid on the session.
    """
    file = found.employee
    if file.contract_id is not None:
        raise FiledByContractError
    await lock_person(session, found.person.id)
    changed: dict[str, Any] = {}
    if correction.details is not None:
        changed |= await _correct_details(session, vault, found, correction.details)
    changed |= await _place(session, file, correction.department)
    if changed:
        data = {"employee": str(file.id), **changed}
        record(session, EmployeeEvent.CORRECTED, actor=actor, data=data)


async def _require_unused(session: AsyncSession, found: Employed) -> None:
    with narrowed(session, ()):
        others = await other_employments(session, found.employee)
    if found.person.onboarded_at is not None or found.employee.contract_id is not None or others:
        raise DetailsFixedError
    await correcting(session, found.person.id)


async def _correct_details(
    session: AsyncSession, vault: Vault, found: Employed, details: Details
) -> dict[str, Any]:
    """What was changed, as the chain keeps it."""
    await _require_unused(session, found)
    file, person, contact = found.employee, found.person, details.contact
    if file.ended_on is not None and details.starts_on > file.ended_on:
        raise StartAfterEndError(file.ended_on)
    if contact.phone is not None:
        await _require_free(session, vault, person, contact.phone)
    fields = await change_contact(session, vault, person, contact)
    changed: dict[str, Any] = {}
    if details.job_title != file.job_title:
        file.job_title = details.job_title
        fields = [*fields, "job_title"]
    if details.starts_on != file.starts_on:
        changed["starts_on"] = {"from": file.starts_on.isoformat(), "to": details.starts_on.isoformat()}
        file.starts_on = details.starts_on
    return changed | ({"fields": fields} if fields else {})


async def _require_free(session: AsyncSession, vault: Vault, person: Person, phone: str) -> None:
    if await vault.digest(session, "phone", phone) == person.phone_digest:
        return
    if await claim_phone(session, vault, phone) is not None:
        raise PhoneTakenError


async def _place(session: AsyncSession, file: Employee, department: Department | None) -> dict[str, Any]:
    """Who sees the file follows its department: whoever moves it reaches both."""
    before, after = file.department_id, department.id if department is not None else None
    if before == after:
        return {}
    file.department_id = after
    await session.flush()
    if not await sees(session, Employee, file.id):
        raise BeyondDepartmentsError
    await placed(session, file)
    return {"department": {"from": str(before or ""), "to": str(after or "")}}
