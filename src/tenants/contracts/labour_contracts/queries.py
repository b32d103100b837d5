"""Reading contracts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from .errors import ContractNotFoundError
from .models import Contract, ContractTemplate


async def contract(session: AsyncSession, contract_id: UUID, *, lock: bool = False) -> Contract:
    """One contract with its person and employer.

    Raises:
        ContractNotFoundError: not in this tenant.
    """
    statement = (
        select(Contract)
        .where(Contract.id == contract_id)
        .options(
            joinedload(Contract.person),
            joinedload(Contract.legal_entity),
        )
    )
    if lock:
        # FOR NO KEY UPDATE: its state changes, its key does not.
        statement = statement.with_for_update(of=Contract, key_share=True)
    found = await session.scalar(statement)
    if found is None:
        raise ContractNotFoundError
    return found


async def contract_of_person(
    session: AsyncSession, contract_id: UUID, person_id: UUID, *, lock: bool = False
) -> Contract:
    """One contract that was sent to this person.

    Raises:
        ContractNotFoundError: absent, another's, or not sent: the same answer.
    """
    found = await contract(session, contract_id, lock=lock)
    if found.person_id != person_id or found.sent_at is None or found.state == "withdrawn":
        raise ContractNotFoundError
    return found


async def open_contract_of(session: AsyncSession, application_id: UUID) -> Contract | None:
    """The contract of an application that was not withdrawn."""
    statement = select(Contract).where(
        Contract.application_id == application_id, Contract.state != "withdrawn"
    )
    return await session.scalar(statement)


async def contract_under_way(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Contract | None:
    """The contract that is being made or signed between these two, whatever it came of."""
    statement = select(Contract).where(
        Contract.person_id == person_id,
        Contract.legal_entity_id == legal_entity_id,
        Contract.state.not_in(("completed", "archived", "withdrawn")),
    )
    return await session.scalar(statement.limit(1))


async def contracts_before_archive(session: AsyncSession, person_id: UUID) -> Sequence[Contract]:
    """The person's contracts that are made and not yet in the archive: what they say of the person still goes into proofs."""
    statement = select(Contract).where(
        Contract.person_id == person_id, Contract.state.not_in(("archived", "withdrawn"))
    )
    return (await session.scalars(statement)).all()


async def has_contract(session: AsyncSession, person_id: UUID) -> bool:
    """Whether a contract was ever made for the person, whatever became of it."""
    return (
        await session.scalar(select(Contract.id).where(Contract.person_id == person_id).limit(1)) is not None
    )


async def concluded_between(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Sequence[tuple[Contract, str]]:
    """Every contract of a person with an employer that both have signed, the last first, each with its template's code."""
    statement = (
        select(Contract, ContractTemplate.code)
        .join(ContractTemplate, ContractTemplate.id == Contract.template_id)
        .where(
            Contract.person_id == person_id,
            Contract.legal_entity_id == legal_entity_id,
            Contract.state.in_(("completed", "archived")),
        )
        .order_by(Contract.completed_at.desc(), Contract.id.desc())
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def contracts(
    session: AsyncSession, *, state: str = "", stuck: bool = False, offset: int = 0, limit: int = 50
) -> Sequence[Contract]:
    """One page of contracts, newest first, with their people; `stuck`: whose work was given up."""
    statement = (
        select(Contract)
        .options(joinedload(Contract.person))
        .order_by(Contract.id.desc())
        .offset(offset)
        .limit(limit)
    )
    if state:
        statement = statement.where(Contract.state == state)
    if stuck:
        statement = statement.where(Contract.failed_at.is_not(None))
    return (await session.scalars(statement)).all()


async def state_counts(session: AsyncSession) -> dict[str, int]:
    """How many contracts are in each state."""
    rows = await session.execute(select(Contract.state, func.count()).group_by(Contract.state))
    return dict(rows.all())


async def stuck_count(session: AsyncSession) -> int:
    """How many contracts need a person, because the work on them was given up."""
    return await session.scalar(select(func.count(Contract.id)).where(Contract.failed_at.is_not(None))) or 0


async def templates(session: AsyncSession) -> Sequence[ContractTemplate]:
    """The newest version of every template."""
    newest = (
        select(ContractTemplate)
        .ext(distinct_on(ContractTemplate.code))
        .order_by(ContractTemplate.code, ContractTemplate.version.desc())
    )
    return (await session.scalars(newest)).all()


@dataclass(frozen=True, slots=True)
class FiledAs:
    """Which filed form of a contract some bytes are: `final` is sealed by the company, else only signed."""

    final: bool


async def filed_with_hash(session: AsyncSession, sha256: str) -> FiledAs | None:
    """Whether a document with exactly these bytes is filed here. Only who holds the bytes can ask."""
    statement = select(Contract.final_sha256).where(
        or_(Contract.final_sha256 == sha256, Contract.signed_sha256 == sha256)
    )
    final = await session.scalar(statement.limit(1))
    return FiledAs(final == sha256) if final is not None else None


async def contracts_by_id(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Contract]:
    """Contracts by their id, as lists of others name them."""
    return {one.id: one for one in await session.scalars(select(Contract).where(Contract.id.in_(ids)))}


async def contracts_between(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Sequence[Contract]:
    """Every contract of a person with an employer that was not taken back, newest first."""
    statement = (
        select(Contract)
        .where(
            Contract.person_id == person_id,
            Contract.legal_entity_id == legal_entity_id,
            Contract.state != "withdrawn",
        )
        .order_by(Contract.id.desc())
    )
    return (await session.scalars(statement)).all()
