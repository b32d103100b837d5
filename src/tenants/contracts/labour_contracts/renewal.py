"""A contract of somebody who works here: the next one, or the first of whoever came before us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.db.narrowing import narrowed, sees
from ...audit.service import attempt
from ...people.departments.queries import department
from ...people.employees.errors import DetailsFixedError
from ...people.employees.models import Employee
from ...people.employees.queries import Employed
from ...people.employees.service import correcting, ending, placed
from ...people.persons.queries import lock_person
from ..contract_templates.fields import TERM_FIELDS
from ..law.periods import last_day
from .errors import (
    BeyondDepartmentsError,
    ContractUnfinishedError,
    IdentityMissingError,
    NotEmployedError,
)
from .facts import parse_values
from .history import concluded_in_employment, history_of
from .models import Contract
from .queries import contracts_before_archive, has_contract
from .service import Draft, Parties, create, values_of

_USUAL_MONTHS = 36
_LONGEST_MONTHS = 600
_SECOND_TERM = "连续订立二次固定期限"  # rules: allow untranslated – goes into the contract
_OPEN = "open_ended"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """First values of the form: a template's code, and the blanks. `renewed`: the contract they come from, if any."""

    template: str
    values: Mapping[str, str]
    renewed: Contract | None


async def suggest_renewal(session: AsyncSession, vault: Vault, found: Employed) -> Suggestion:
    """What is known of the employee, and of their last contract: its terms go on from the day after its end.

    After two fixed terms the law wants one without end (劳动合同法 Art. 14); a second probation it never allows (Art. 19).
    """
    person, employer = found.person, found.employer
    concluded = await concluded_in_employment(session, person.id, employer.id)
    values = {name: field.default for name, field in TERM_FIELDS.items()}
    if not concluded:
        return Suggestion("fixed_tech", values | await _of_file(session, found), None)
    last, template = concluded[0]
    code, kind = template.code, template.kind
    before = await values_of(session, vault, last)
    start, end = _next_term(before, clock.today(tenant_of(session).zoneinfo))
    values |= before | {
        "contract.start": start.isoformat(),
        "contract.end": end.isoformat(),
        "probation.end": "",
        "probation.wage": "",
        "hazard.exists": "",  # asked for each contract anew
    }
    if (await history_of(session, person.id, employer.id)).two_fixed_terms:
        code, kind = _OPEN, "open"
        values |= {
            "contract.service_start": found.employee.starts_on.isoformat(),
            "contract.open_basis": _SECOND_TERM,
        }
    if kind == "open":
        values["contract.end"] = ""
    return Suggestion(code, values, last)


async def renew(
    session: AsyncSession,
    vault: Vault,
    found: Employed,
    draft: Draft,
    *,
    department_id: UUID | None,
    actor: str,
) -> Contract:
    """Make the employee's contract with their employer; see `labour_contracts.service.create`. `department_id`: of the job.

    Raises:
        NotEmployedError: the last day of the employment is filed.
        ContractUnderWayError: another one is being made or signed; a second click is refused so.
        IdentityMissingError: identity number or address are not known.
        BeyondDepartmentsError: the department is beyond the walls laid on the session; nothing is made.
    """
    person, file = found.person, found.employee
    await lock_person(session, person.id)
    await session.refresh(file)  # whoever filed an end meanwhile has had the lock
    if file.ended_on is not None:
        raise NotEmployedError
    if person.id_number_encrypted is None or person.address_encrypted is None:
        raise IdentityMissingError
    title = draft.values.get("job.title", "").strip() or file.job_title
    parties = Parties(person, found.employer, title, department_id)
    async with attempt(session):
        made = await create(session, vault, parties, draft, actor=actor)
        if not await sees(session, Contract, made.id):
            raise BeyondDepartmentsError
    return made


@ending.listener
async def _require_archived(session: AsyncSession, file: Employee) -> None:
    """An end filed between printing and archive would make a second file of the same employment."""
    with narrowed(session, ()):
        contracts = await contracts_before_archive(session, file.person_id)
    if any(one.legal_entity_id == file.legal_entity_id for one in contracts):
        raise ContractUnfinishedError


@correcting.listener
async def _require_no_contract(session: AsyncSession, person_id: UUID) -> None:
    """What a contract says of somebody is not changed behind its back."""
    with narrowed(session, ()):
        if await has_contract(session, person_id):
            raise DetailsFixedError


@placed.listener
async def _move(session: AsyncSession, file: Employee) -> None:
    """The contracts of no application that were made for the file go where it goes: who sees it sees them."""
    theirs = (
        Contract.person_id == file.person_id,
        Contract.legal_entity_id == file.legal_entity_id,
        Contract.application_id.is_(None),
        Contract.created_at >= file.filed_at,
    )
    with narrowed(session, ()):
        await session.execute(update(Contract).where(*theirs).values(department_id=file.department_id))


async def _of_file(session: AsyncSession, found: Employed) -> dict[str, str]:
    """What the employee's file says: three years from today, or from their first day where that is to come."""
    file = found.employee
    start = max(file.starts_on, clock.today(tenant_of(session).zoneinfo))
    place = await department(session, file.department_id) if file.department_id else None
    values = {
        "contract.start": start.isoformat(),
        "contract.end": last_day(start, _USUAL_MONTHS).isoformat(),
        "contract.employment_start": file.starts_on.isoformat(),
        "contract.service_start": file.starts_on.isoformat(),
        "job.title": file.job_title,
        "job.department": place.name if place is not None else "",
    }
    if file.job_title:
        duties = f"承担{file.job_title}岗位的日常工作，完成部门安排的工作任务"  # rules: allow untranslated – goes into the contract
        values["job.duties"] = duties
    return values


def _next_term(before: Mapping[str, str], today: date) -> tuple[date, date]:
    """The day after the last term, and the end of another as long; from today after one without end."""
    dates = parse_values(before).dates
    first, last = dates["contract.start"], dates.get("contract.end")
    if last is None:
        return today, last_day(today, _USUAL_MONTHS)
    start = last + timedelta(days=1)
    months = next(
        (count for count in range(1, _LONGEST_MONTHS) if last_day(first, count) >= last), _USUAL_MONTHS
    )
    return start, last_day(start, months)
