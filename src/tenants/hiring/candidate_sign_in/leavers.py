"""Whoever has left says the last four signs of their document's number too: by then their telephone number may be another's.

The question comes only after a right code, so that nobody learns from it whose a number is; how often it was answered wrongly
is counted for the person, whatever browser asks.
"""

import unicodedata
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.auth.tickets import make_ticket, read_ticket
from ....platform.crypto.vault import Vault
from ...access.sessions.service import seconds_full, throttle
from ...people.employees.queries import has_left
from ...people.persons.models import Person
from ...people.persons.queries import lock_person, persons
from ...people.persons.service import decrypt_identity
from .browsers import CandidateBrowser
from .errors import EndingTriesError, WrongEndingError
from .feature import LEAVER_LIMIT

TICKET_LIFE = timedelta(minutes=10)
SIGNS = 4
_PURPOSE = "candidate_leaver"


async def is_asked(session: AsyncSession, person: Person) -> bool:
    """Whether the phone alone does not let this person in: they have left, and their document's number is known."""
    return person.id_number_digest is not None and await has_left(session, person.id)


async def leaver_ticket(
    session: AsyncSession, vault: Vault, person: Person, browser: CandidateBrowser
) -> str:
    """What a browser keeps between the two proofs: that it has given the right code, for ten minutes."""
    facts = {"person": str(person.id), "browser": browser.secret}
    return await make_ticket(session, vault, _PURPOSE, facts, TICKET_LIFE)


async def leaver(
    session: AsyncSession, vault: Vault, ticket: str, browser: CandidateBrowser
) -> Person | None:
    """Whose phone this browser has just proved; None where it has not, or too long ago."""
    facts = await read_ticket(session, vault, _PURPOSE, ticket) if ticket else None
    if facts is None or not compare_digest(facts["browser"], browser.secret):
        return None
    person_id = UUID(facts["person"])
    return (await persons(session, [person_id])).get(person_id)


async def check_ending(session: AsyncSession, vault: Vault, person: Person, typed: str) -> None:
    """Compare the last four signs; X may be small. A wrong try counts only if the caller's transaction is committed.

    Raises:
        WrongEndingError: they are others.
        EndingTriesError: they were wrong five times within a day.
    """
    await lock_person(session, person.id)  # of many guesses at once each is counted
    if full := await seconds_full(session, LEAVER_LIMIT, str(person.id)):
        raise EndingTriesError(full)
    number = (await decrypt_identity(session, vault, person)).id_number
    if len(number) >= SIGNS and compare_digest(_plain(number)[-SIGNS:].encode(), _plain(typed).encode()):
        return
    await throttle(session, LEAVER_LIMIT, str(person.id))
    if full := await seconds_full(session, LEAVER_LIMIT, str(person.id)):
        raise EndingTriesError(full)
    raise WrongEndingError


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
