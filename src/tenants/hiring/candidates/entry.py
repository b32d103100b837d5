"""One candidate typed in by hand, with the same care as an imported row."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db.narrowing import narrowed, sees
from ....platform.formats.names import same_name
from ...people.persons.service import Contact, add_person, claim_phone
from ..vacancies.errors import VacancyClosedError
from ..vacancies.models import Vacancy
from ..vacancies.service import find_or_add
from .errors import AlreadyAppliedError, OtherNameError, OutsideScopeError, PersonKnownError
from .models import Application
from .queries import application as load
from .queries import applications_of
from .service import Details, apply_for


@dataclass(frozen=True, slots=True)
class VacancyFacts:
    """What is said of the vacancy somebody applies for; `kind` is its class of work (技术, 销售 …), which chooses the
    contract."""

    title: str
    department: str = ""
    kind: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """Who it is, for which vacancy, and what else is known."""

    contact: Contact
    facts: VacancyFacts
    details: Details


async def add_candidate(
    session: AsyncSession,
    vault: Vault,
    new: NewCandidate,
    *,
    known_person: bool = False,
    actor: str,
) -> Application:
    """A person's application for a vacancy; person and vacancy are made where they are new.

    `known_person`: whoever asks has seen that the person is here and wants one more application for them.

    Raises:
        VacancyClosedError: nobody new is taken in for the vacancy.
        OutsideScopeError: the vacancy is beyond the walls laid on the session.
        PersonKnownError: the phone number is here, and `known_person` was not said.
        OtherNameError: the number belongs to somebody of another name.
        AlreadyAppliedError: the person has applied for this vacancy.
    """
    contact, facts = new.contact, new.facts
    person = await claim_phone(session, vault, contact.phone)
    if person is not None:
        theirs = await applications_of(session, person.id)
        if not same_name(person.name, contact.name):
            raise OtherNameError(theirs)
        if not known_person:
            raise PersonKnownError(theirs)
    else:
        theirs = ()
        person = await add_person(session, vault, contact)
        await session.flush()
    with narrowed(session, ()):
        vacancy = await find_or_add(
            session,
            title=facts.title,
            department=facts.department,
            kind=facts.kind,
            location=facts.location,
            actor=actor,
        )
    if vacancy.closed_at is not None:
        raise VacancyClosedError
    if not await sees(session, Vacancy, vacancy.id):
        raise OutsideScopeError
    made = await apply_for(session, person, vacancy.id, new.details, actor=actor)
    if made is None:
        raise AlreadyAppliedError(theirs)
    await session.flush()
    return await load(session, made.id)
