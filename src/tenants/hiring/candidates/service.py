"""Taking people in, and decrypting their values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db.narrowing import narrowed
from ....platform.formats.masks import mask_id_number
from ....platform.ids import new_id
from ...audit.service import record
from ...contracts.labour_contracts.queries import contracts_before_archive
from ...messaging.messages.completion import note_acted
from ...people.employees.errors import DetailsFixedError
from ...people.employees.service import correcting
from ...people.persons.models import Person
from ...people.persons.queries import lock_person
from ...people.persons.service import decrypt_identity
from .errors import IdentityInContractError
from .feature import CandidateEvent
from .models import Application
from .states import begin


@dataclass(frozen=True, slots=True)
class Details:
    """What an application carries beside the person and the vacancy; pay per month before tax, in 元."""

    source: str = ""
    applied_on: date | None = None
    pay_low: Decimal | None = None
    pay_high: Decimal | None = None
    available_on: date | None = None
    note: str = ""


async def apply_for(
    session: AsyncSession,
    person: Person,
    vacancy_id: UUID,
    details: Details,
    *,
    actor: str,
) -> Application | None:
    """The person's application for a vacancy, or None where it is there already."""
    known = select(Application.id).where(
        Application.person_id == person.id, Application.vacancy_id == vacancy_id
    )
    if await session.scalar(known) is not None:
        return None
    return new_application(session, person.id, vacancy_id, details, actor=actor)


def new_application(
    session: AsyncSession, person_id: UUID, vacancy_id: UUID, details: Details, *, actor: str
) -> Application:
    """An application of somebody who is known not to have applied for this vacancy."""
    application = Application(
        id=new_id(),
        person_id=person_id,
        vacancy_id=vacancy_id,
        source=details.source,
        applied_on=details.applied_on,
        expected_pay_low=details.pay_low,
        expected_pay_high=details.pay_high,
        available_on=details.available_on,
        note=details.note,
        created_at=clock.now(),
    )
    begin(session, application)
    record(session, CandidateEvent.APPLIED, actor=actor, application_id=application.id)
    return application


async def fill_onboarding(
    session: AsyncSession,
    vault: Vault,
    person: Person,
    *,
    id_type: str,
    id_number: str,
    address: str,
) -> None:
    """What the labour contract needs of the person beside name and phone (Art. 17(1)(2)), given by themselves.

    Raises:
        IdentityInContractError: a contract that names what is known now is not in the archive yet.
    """
    await lock_person(session, person.id)
    if await contracts_before_archive(session, person.id):
        raise IdentityInContractError
    key = await vault.subject(session, person.id)
    person.id_type = id_type
    person.id_number_encrypted = key.encrypt("id_number", id_number)
    person.id_number_digest = await vault.digest(session, "id_number", id_number)
    person.id_number_hint = mask_id_number(id_number)
    person.address_encrypted = key.encrypt("address", address)
    person.onboarded_at = clock.now()
    applications = select(Application.id).where(Application.person_id == person.id)
    for application_id in (await session.scalars(applications)).all() or (None,):
        record(
            session,
            CandidateEvent.ONBOARDING_FILLED,
            actor=f"candidate:{person.id}",
            application_id=application_id,
        )
        await note_acted(session, person.id, application_id, "result_pass")


@correcting.listener
async def _require_no_application(session: AsyncSession, person_id: UUID) -> None:
    """Who applied has said themselves who they are."""
    with narrowed(session, ()):
        applied = select(Application.id).where(Application.person_id == person_id).limit(1)
        if await session.scalar(applied) is not None:
            raise DetailsFixedError


REVEALED = ("phone", "email", "id_number", "address", "pay")


async def reveal(
    session: AsyncSession, vault: Vault, application: Application, field: str, *, actor: str
) -> str:
    """One masked value (of `REVEALED`) in clear, for one look that is written to the chain; pay in 元 a month."""
    data = {"field": field}
    record(session, CandidateEvent.VALUE_SHOWN, actor=actor, application_id=application.id, data=data)
    if field == "pay":
        ends = (application.expected_pay_low, application.expected_pay_high)
        return " – ".join(dict.fromkeys(f"¥{end:,.2f}" for end in ends if end is not None))
    identity = await decrypt_identity(session, vault, application.person)
    value: str = getattr(identity, field)
    return value


async def reveal_phone(session: AsyncSession, vault: Vault, person: Person, *, actor: str) -> str:
    """The phone number of somebody, whether they have applied or not, for one look that is written to the chain."""
    record(
        session, CandidateEvent.VALUE_SHOWN, actor=actor, data={"field": "phone", "person": str(person.id)}
    )
    return (await decrypt_identity(session, vault, person)).phone
