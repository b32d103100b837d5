"""Reading what candidates say instead of signing, and what is known of who they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Vault
from ....platform.errors import NotFoundError
from ...company.settings.queries import tenant_settings
from ...people.persons.models import Person
from ..labour_contracts.models import Contract
from .errors import ConcernNotFoundError
from .models import Concern, PersonCheck


@dataclass(frozen=True, slots=True)
class Said:
    """What was said and what was answered, in words; empty where there are none."""

    concern: Concern
    words: str
    answer: str


async def concern_of(session: AsyncSession, contract_id: UUID, concern_id: UUID) -> Concern:
    """What was said of this contract.

    Raises:
        ConcernNotFoundError: it was not said of this one, or is not to be seen.
    """
    found = await session.scalar(
        select(Concern).where(Concern.id == concern_id, Concern.contract_id == contract_id)
    )
    if found is None:
        raise ConcernNotFoundError
    return found


async def concerns_of(session: AsyncSession, contract_id: UUID) -> Sequence[Concern]:
    """Everything said of one contract, the last first."""
    statement = select(Concern).where(Concern.contract_id == contract_id)
    return (await session.scalars(statement.order_by(Concern.raised_at.desc(), Concern.id.desc()))).all()


async def open_concerns_of(session: AsyncSession, contract_id: UUID) -> Sequence[Concern]:
    """What nobody has answered yet, the oldest first."""
    statement = select(Concern).where(Concern.contract_id == contract_id, Concern.state == "open")
    return (await session.scalars(statement.order_by(Concern.raised_at, Concern.id))).all()


async def read_concerns(session: AsyncSession, vault: Vault, concerns: Iterable[Concern]) -> list[Said]:
    """The words of these."""
    return [await _read(session, vault, concern) for concern in concerns]


async def open_concerns(session: AsyncSession, *, limit: int) -> Sequence[Concern]:
    """What the company has to see to, what is to be answered first at the top, with its contract and person."""
    statement = (
        select(Concern)
        .where(Concern.state == "open")
        .options(joinedload(Concern.contract), joinedload(Concern.person))
        .order_by(Concern.due_at.asc().nulls_last(), Concern.id)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def open_concern_count(session: AsyncSession) -> int:
    """How much the company has to see to."""
    return await session.scalar(select(func.count(Concern.id)).where(Concern.state == "open")) or 0


def facts_digest(person: Person) -> str:
    """Of what is checked about a person: name, number and phone as they are now."""
    digests = (person.id_number_digest or b"", person.phone_digest)
    return sha256_hex(b"\0".join((person.name.encode(), *digests)))


async def is_check_owed(session: AsyncSession, contract: Contract) -> bool:
    """Whether the tenant asks for a check of who the candidate is, and there is none of them as they are now."""
    if (await tenant_settings(session)).person_check == "none":
        return False
    return await passed_check(session, contract) is None


async def passed_check(session: AsyncSession, contract: Contract) -> PersonCheck | None:
    """By which check it is known who signs this contract; None where nobody has looked, or looked at other facts."""
    wanted = (
        PersonCheck.contract_id == contract.id,
        PersonCheck.state == "passed",
        PersonCheck.facts_digest == facts_digest(contract.person),
    )
    return await session.scalar(select(PersonCheck).where(*wanted).order_by(PersonCheck.id).limit(1))


async def checks_of(session: AsyncSession, contract_id: UUID) -> Sequence[PersonCheck]:
    """Every check for a contract, the last first."""
    statement = select(PersonCheck).where(PersonCheck.contract_id == contract_id)
    return (
        await session.scalars(statement.order_by(PersonCheck.asked_at.desc(), PersonCheck.id.desc()))
    ).all()


async def person_check_of(session: AsyncSession, check_id: UUID) -> PersonCheck:
    """One check.

    Raises:
        NotFoundError: there is none.
    """
    found = await session.get(PersonCheck, check_id)
    if found is None:
        raise NotFoundError
    return found


async def _read(session: AsyncSession, vault: Vault, concern: Concern) -> Said:
    if concern.words_encrypted is None and concern.answer_encrypted is None:
        return Said(concern, "", "")
    key = await vault.subject(session, concern.person_id)
    words, answer = concern.words_encrypted, concern.answer_encrypted
    return Said(
        concern,
        key.decrypt("concern", words) if words is not None else "",
        key.decrypt("answer", answer) if answer is not None else "",
    )
