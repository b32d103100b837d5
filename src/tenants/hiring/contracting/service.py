"""What hiring gives to a contract, and what becomes of the application with it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ...contracts.contract_templates.fields import TERM_FIELDS
from ...contracts.contract_templates.queries import templates_in_force
from ...contracts.contract_templates.scope import Post, best
from ...contracts.labour_contracts.errors import ContractBlockedError, NotHiredError
from ...contracts.labour_contracts.models import Contract
from ...contracts.labour_contracts.queries import contracts_by_id
from ...contracts.labour_contracts.service import Draft, Parties, concluded, create, withdrawn
from ...contracts.law.periods import last_day
from ...people.employees.models import Employee
from ...people.employers.models import LegalEntity
from ..candidates.models import Application
from ..candidates.queries import application
from ..candidates.states import enter
from .offers import accepted_offer, origin_of, require_answered


def suggest(application: Application, *, today: date) -> dict[str, str]:
    """The form's first values, from the interview file: three years from the day the person can come. What they hoped for is
    nobody's pay."""
    vacancy = application.vacancy
    start = max(application.available_on or today, today)
    values = {name: field.default for name, field in TERM_FIELDS.items()}
    return values | {
        "contract.start": start.isoformat(),
        "contract.employment_start": start.isoformat(),
        "contract.end": last_day(start, 36).isoformat(),
        "probation.end": last_day(start, 3).isoformat(),
        "job.title": vacancy.title,
        "job.department": vacancy.department,
        "job.location": vacancy.location,
        "social.place": vacancy.location,
    }


async def template_for(session: AsyncSession, application: Application, employer: UUID | None) -> str:
    """The code of the template that fits the employer, the place and the vacancy's kind."""
    vacancy = application.vacancy
    post = Post(str(employer or ""), vacancy.location, vacancy.kind)
    known = await templates_in_force(session, clock.today(tenant_of(session).zoneinfo))
    found = best(known, post)
    return found.code if found is not None else ""


async def make_contract(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    employer: LegalEntity,
    draft: Draft,
    *,
    actor: str,
) -> Contract:
    """Make the contract of somebody who passed; see `labour_contracts.service.create`. What differs from the offer that they
    accepted blocks it, until a reason is given, which is kept.

    Raises:
        NotHiredError: the candidate has not passed, or works here already.
        OfferOpenError: an offer is being prepared, or not answered.
        ContractBlockedError: the law, a gap or the accepted offer stands in the way; nothing is kept.
    """
    if application.stage not in ("offer", "sign"):
        raise NotHiredError
    await require_answered(session, application.id)
    offer = await accepted_offer(session, application.id)
    if offer is not None:
        origin, departures = await origin_of(session, vault, offer, employer, draft)
        if departures:
            raise ContractBlockedError(departures)
        draft = replace(draft, origin=origin)
    vacancy = application.vacancy
    parties = Parties(application.person, employer, vacancy.title, vacancy.department_id, application.id)
    contract = await create(session, vault, parties, draft, actor=actor)
    enter(session, application, "sign")
    return contract


async def department_of_job(session: AsyncSession, file: Employee) -> UUID | None:
    """Where an employee's job is now: who sees them follows the vacancy they were hired for, of others the file says it."""
    begun_by = (await contracts_by_id(session, [file.contract_id] if file.contract_id else [])).values()
    for contract in begun_by:
        if contract.application_id is not None:
            return (await application(session, contract.application_id)).vacancy.department_id
    return file.department_id


@withdrawn.listener
async def _back_to_offer(session: AsyncSession, contract: Contract) -> None:
    await _put(session, contract, "offer")


@concluded.listener
async def _on_to_onboarding(session: AsyncSession, contract: Contract) -> None:
    await _put(session, contract, "onboard")


async def _put(session: AsyncSession, contract: Contract, stage: str) -> None:
    if contract.application_id is not None:
        enter(session, await session.get_one(Application, contract.application_id), stage)
