"""What hiring gives to an offer, and what an accepted offer gives to the contract."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ...contracts.labour_contracts.origin import Departure, Origin
from ...contracts.labour_contracts.queries import open_contract_of
from ...contracts.labour_contracts.service import Draft
from ...contracts.law.findings import Finding
from ...contracts.offers.errors import ContractBegunError, NotPassedError, OfferNotFoundError, OfferOpenError
from ...contracts.offers.fields import fields
from ...contracts.offers.models import Offer
from ...contracts.offers.queries import offer as load
from ...contracts.offers.queries import prepared_offer, standing_offer, words_of
from ...contracts.offers.service import OfferDraft, OfferParties, send, write
from ...contracts.offers.states import state_now
from ...contracts.offers.terms import OfferTerms, difference_findings, differences
from ...contracts.offers.types import WAITING
from ...people.employers.models import LegalEntity
from ..candidates.models import Application
from ..candidates.queries import application as load_application


def suggest_offer(application: Application, *, today: date) -> dict[str, str]:
    """The form's first values, from the interview file: the job, and the day on which the person can come. No pay and no
    term: what somebody hoped for is not what is offered."""
    vacancy = application.vacancy
    values = {field.name: "" for field in fields(vacancy.pay_structure)}
    start = application.available_on
    return values | {
        "job.title": vacancy.title,
        "job.department": vacancy.department,
        "job.location": vacancy.location,
        "contract.start": start.isoformat() if start is not None and start > today else "",
    }


async def write_offer(
    session: AsyncSession, vault: Vault, application: Application, draft: OfferDraft, *, actor: str
) -> Offer:
    """Write a version of an offer for an application, locked; see `offers.service.write`.

    Raises:
        NotPassedError: the candidate has not passed.
        ContractBegunError: there is a contract already.
    """
    await _require_passed(session, application)
    vacancy = application.vacancy
    parties = OfferParties(application.person, application.id, vacancy.title, vacancy.pay_structure)
    return await write(session, vault, parties, draft, actor=actor)


async def send_offer(session: AsyncSession, vault: Vault, offer: Offer, *, actor: str) -> None:
    """Send an offer, locked; see `offers.service.send`.

    Raises:
        NotPassedError: the candidate has not passed, or is told otherwise since.
        ContractBegunError: there is a contract already.
    """
    if offer.state not in WAITING:
        await _require_passed(session, await load_application(session, offer.application_id))
    await send(session, vault, offer, actor=actor)


async def offer_of_person(
    session: AsyncSession, offer_id: UUID, person_id: UUID, *, lock: bool = False
) -> Offer:
    """An offer that was sent to this person, in whatever state it is now.

    Raises:
        OfferNotFoundError: absent, another's, or not sent: the same answer.
    """
    found = await load(session, offer_id, lock=lock)
    owner = (await load_application(session, found.application_id)).person_id
    if owner != person_id or found.sent_at is None:
        raise OfferNotFoundError
    return found


async def accepted_offer(session: AsyncSession, application_id: UUID) -> Offer | None:
    """The offer that the contract of an application takes its terms from."""
    found = await standing_offer(session, application_id)
    return found if found is not None and found.state == "accepted" else None


async def require_answered(session: AsyncSession, application_id: UUID) -> None:
    """See that no offer is being prepared, or waits for the candidate.

    Raises:
        OfferOpenError: one does.
    """
    found = await standing_offer(session, application_id)
    if found is not None and state_now(found) in WAITING:
        raise OfferOpenError
    if await prepared_offer(session, application_id) is not None:
        raise OfferOpenError


async def origin_of(
    session: AsyncSession, vault: Vault, offer: Offer, employer: LegalEntity, draft: Draft
) -> tuple[Origin, list[Finding]]:
    """Where a contract's terms come from, with every departure from the accepted offer and its reason; and what is to be said
    of them while no reason is given."""
    terms = (await words_of(session, vault, offer)).terms
    found = differences(offer.pay_structure, terms, draft.values, employers=(offer.legal_entity, employer))
    reason = draft.origin.reason.strip()
    departures = tuple(Departure(one.field, one.offered, one.written) for one in found)
    origin = Origin(offer.id, draft.origin.sources, departures, reason if departures else "")
    return origin, [] if reason else difference_findings(found)


def contract_values(offer: Offer, terms: OfferTerms) -> dict[str, str]:
    """The blanks of a contract that an accepted offer fills."""
    asked = {field.name for field in fields(offer.pay_structure)}
    values = {name: terms.values.get(name, "") for name in asked}
    return values | {"contract.employment_start": values.get("contract.start", "")}


async def _require_passed(session: AsyncSession, application: Application) -> None:
    if await open_contract_of(session, application.id) is not None:
        raise ContractBegunError
    if application.stage != "offer":
        raise NotPassedError
