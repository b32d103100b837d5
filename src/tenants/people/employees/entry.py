"""One employee typed in by hand: somebody who worked here before the product came."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db.narrowing import narrowed, sees
from ....platform.formats.names import same_name
from ..departments.models import Department
from ..employers.models import LegalEntity
from ..persons.service import Contact, add_person, claim_phone
from .errors import BeyondDepartmentsError, EmployedAlreadyError, EmployedThenError, PhoneOfAnotherError
from .models import Employee
from .service import Employment, file_employee


@dataclass(frozen=True, slots=True)
class NewEmployee:
    """Who it is, for whom they work since when, as what and where; without a department only those who see all see them."""

    contact: Contact
    employer: LegalEntity
    job_title: str
    department: Department | None
    starts_on: date


async def add_employee(session: AsyncSession, vault: Vault, new: NewEmployee, *, actor: str) -> Employee:
    """The file of somebody without an application; a person whose number is known is taken as they are.

    Raises:
        PhoneOfAnotherError: the number belongs to somebody of another name.
        EmployedAlreadyError: they work for this employer now.
        EmployedThenError: an employment with this employer ended later than this one is to begin.
        BeyondDepartmentsError: the department is beyond the walls laid on the session.
    """
    contact = new.contact
    person = await claim_phone(session, vault, contact.phone)
    if person is None:
        person = await add_person(session, vault, contact)
        await session.flush()
    elif not same_name(person.name, contact.name):
        raise PhoneOfAnotherError
    else:
        await _require_over(session, person.id, new)
    employment = Employment(
        person.id,
        new.employer.id,
        new.starts_on,
        job_title=new.job_title,
        department_id=new.department.id if new.department is not None else None,
    )
    made = await file_employee(session, employment, actor=actor)
    if made is None:
        raise EmployedAlreadyError
    await session.flush()
    if not await sees(session, Employee, made.id):
        raise BeyondDepartmentsError
    return made


async def _require_over(session: AsyncSession, person_id: UUID, new: NewEmployee) -> None:
    """Who was here before has left before they come again."""
    lasting = select(Employee.id).where(
        Employee.person_id == person_id,
        Employee.legal_entity_id == new.employer.id,
        Employee.ended_on >= new.starts_on,
    )
    with narrowed(session, ()):
        if await session.scalar(lasting.limit(1)) is not None:
            raise EmployedThenError
