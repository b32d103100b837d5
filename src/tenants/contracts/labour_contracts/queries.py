"""Reading contracts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.db.narrowing import narrowed
from ..contract_templates.models import ContractTemplate
from ..contract_templates.queries import versions_by_id
from .errors import ContractGoneError, ContractNotFoundError
from .models import Contract
from .states import CAME_TO_NOTHING, CONCLUDED


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
        ContractGoneError: it was sent to them, and withdrawn since.
    """
    found = await contract(session, contract_id, lock=lock)
    if found.person_id != person_id or found.sent_at is None:
        raise ContractNotFoundError
    if found.state == "withdrawn":
        raise ContractGoneError
    return found


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """How far a contract is, and with whom."""

    person_id: UUID
    state: str
    sent_at: datetime | None
    sign_until: datetime | None
    held_since: datetime | None


async def contract_standing(session: AsyncSession, contract_id: UUID) -> ContractStanding | None:
    """How far a contract is, in whatever state; the row itself is left for whoever locks it."""
    statement = select(
        Contract.person_id, Contract.state, Contract.sent_at, Contract.sign_until, Contract.held_since
    ).where(Contract.id == contract_id)
    row = (await session.execute(statement)).one_or_none()
    return ContractStanding(*row) if row is not None else None


async def open_contract_of(session: AsyncSession, application_id: UUID) -> Contract | None:
    """The contract of an application that was neither withdrawn nor refused."""
    statement = select(Contract).where(
        Contract.application_id == application_id, Contract.state.not_in(CAME_TO_NOTHING)
    )
    return await session.scalar(statement)


async def withdrawn_contract_of(session: AsyncSession, application_id: UUID) -> Contract | None:
    """The last contract of an application that was taken back: what was typed for it need not be typed again."""
    statement = (
        select(Contract)
        .where(Contract.application_id == application_id, Contract.state == "withdrawn")
        .order_by(Contract.id.desc())
        .limit(1)
    )
    return await session.scalar(statement)


async def contract_under_way(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Contract | None:
    """The contract that is being made or signed between these two, whatever it came of."""
    statement = select(Contract).where(
        Contract.person_id == person_id,
        Contract.legal_entity_id == legal_entity_id,
        Contract.state.not_in((*CONCLUDED, *CAME_TO_NOTHING)),
    )
    return await session.scalar(statement.limit(1))


async def open_contracts_by_template(
    session: AsyncSession, template_ids: Collection[UUID]
) -> dict[UUID, int]:
    """How many contracts are being made or signed, by the version that they were made from; whoever may see them."""
    statement = (
        select(Contract.template_id, func.count())
        .where(
            Contract.template_id.in_(template_ids),
            Contract.state.not_in((*CONCLUDED, *CAME_TO_NOTHING)),
        )
        .group_by(Contract.template_id)
    )
    with narrowed(session, ()):
        rows = await session.execute(statement)
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class ContractDates:
    """The days of a contract that did not come to nothing; `concluded`: both have signed."""

    id: UUID
    number: str
    person_id: UUID
    legal_entity_id: UUID
    job_title: str
    employer_name: str
    concluded: bool
    starts_on: date | None
    ends_on: date | None
    probation_ends_on: date | None
    works_from: date | None


async def contract_dates(session: AsyncSession) -> Sequence[ContractDates]:
    """Of every contract that did not come to nothing."""
    columns = (Contract.id, Contract.number, Contract.person_id, Contract.legal_entity_id)
    words = (Contract.job_title, Contract.employer_name, Contract.state.in_(CONCLUDED))
    days = (Contract.starts_on, Contract.ends_on, Contract.probation_ends_on, Contract.works_from)
    statement = select(*columns, *words, *days).where(Contract.state.not_in(CAME_TO_NOTHING))
    return [ContractDates(*row) for row in await session.execute(statement)]


async def contracts_without_dates(session: AsyncSession, *, limit: int) -> Sequence[Contract]:
    """Contracts that were made before their days were kept beside their terms."""
    statement = select(Contract).where(Contract.starts_on.is_(None), Contract.state.not_in(CAME_TO_NOTHING))
    return (await session.scalars(statement.order_by(Contract.id).limit(limit))).all()


async def contracts_before_archive(session: AsyncSession, person_id: UUID) -> Sequence[Contract]:
    """The person's contracts that are made and not yet in the archive: what they say of the person still goes into proofs."""
    statement = select(Contract).where(
        Contract.person_id == person_id, Contract.state.not_in(("archived", *CAME_TO_NOTHING))
    )
    return (await session.scalars(statement)).all()


async def has_contract(session: AsyncSession, person_id: UUID) -> bool:
    """Whether a contract was ever made for the person, whatever became of it."""
    return (
        await session.scalar(select(Contract.id).where(Contract.person_id == person_id).limit(1)) is not None
    )


async def concluded_between(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Sequence[tuple[Contract, ContractTemplate]]:
    """Every contract of a person with an employer that both have signed, the last first, each with its template."""
    statement = (
        select(Contract)
        .where(
            Contract.person_id == person_id,
            Contract.legal_entity_id == legal_entity_id,
            Contract.state.in_(CONCLUDED),
        )
        .order_by(Contract.completed_at.desc(), Contract.id.desc())
    )
    found = (await session.scalars(statement)).all()
    templates = await versions_by_id(session, {one.template_id for one in found})
    return [(one, templates[one.template_id]) for one in found]


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


async def contracts_to_seal(
    session: AsyncSession, ids: Collection[UUID], *, lock: bool = False
) -> Sequence[Contract]:
    """These contracts with their people and employers, in the order in which they were made, which is that of their locks."""
    statement = (
        select(Contract)
        .where(Contract.id.in_(ids))
        .options(joinedload(Contract.person), joinedload(Contract.legal_entity))
        .order_by(Contract.id)
        .execution_options(populate_existing=lock)
    )
    if lock:
        statement = statement.with_for_update(of=Contract, key_share=True)
    return (await session.scalars(statement)).all()


async def held_contracts(session: AsyncSession, *, offset: int = 0, limit: int = 50) -> Sequence[Contract]:
    """The contracts that wait for an answer to the candidate, who has waited longest first, with their people."""
    statement = (
        select(Contract)
        .where(Contract.held_since.is_not(None))
        .options(joinedload(Contract.person))
        .order_by(Contract.held_since, Contract.id)
        .offset(offset)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def held_count(session: AsyncSession) -> int:
    """How many contracts wait for an answer to the candidate."""
    return await session.scalar(select(func.count(Contract.id)).where(Contract.held_since.is_not(None))) or 0


async def contracts_to_look_after(session: AsyncSession, now: datetime, *, limit: int) -> Sequence[UUID]:
    """Whose moment has come: to be reminded of, or to expire; the one that has waited longest first."""
    statement = (
        select(Contract.id)
        .where(Contract.next_look_at <= now)
        .order_by(Contract.next_look_at, Contract.id)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def next_moment(session: AsyncSession) -> datetime | None:
    """When something is to be done about some contract of the tenant by itself."""
    return await session.scalar(select(func.min(Contract.next_look_at)))


async def successor_of(session: AsyncSession, before: Contract) -> Contract | None:
    """The contract that was sent in the place of one that came to nothing, if there is one."""
    same = (
        Contract.application_id == before.application_id
        if before.application_id is not None
        else and_(
            Contract.application_id.is_(None),
            Contract.person_id == before.person_id,
            Contract.legal_entity_id == before.legal_entity_id,
        )
    )
    newer = (
        select(Contract)
        .where(same, Contract.id > before.id, Contract.sent_at.is_not(None), Contract.state != "withdrawn")
        .order_by(Contract.id.desc())
        .limit(1)
    )
    return await session.scalar(newer)


async def state_counts(session: AsyncSession) -> dict[str, int]:
    """How many contracts are in each state."""
    rows = await session.execute(select(Contract.state, func.count()).group_by(Contract.state))
    return dict(rows.all())


async def signings_under_way(session: AsyncSession) -> int:
    """How many candidates' signatures are to be made."""
    return await session.scalar(select(func.count()).where(Contract.state == "signing")) or 0


async def stuck_count(session: AsyncSession) -> int:
    """How many contracts need a person, because the work on them was given up."""
    return await session.scalar(select(func.count(Contract.id)).where(Contract.failed_at.is_not(None))) or 0


@dataclass(frozen=True, slots=True)
class FiledAs:
    """Which filed form of a contract some bytes are: `final` is sealed by the company, else only signed; `finished_at`: when
    the contract was completed, None while it is not. `trial`: of an employer that was not proven. `on_paper`: the scan of one
    that both signed on paper."""

    final: bool
    finished_at: datetime | None = None
    trial: bool = False
    on_paper: bool = False


async def filed_with_hash(session: AsyncSession, sha256: str) -> FiledAs | None:
    """Whether a document with exactly these bytes is filed here. Only who holds the bytes can ask."""
    statement = select(
        Contract.final_sha256, Contract.completed_at, Contract.trial, Contract.on_paper_since
    ).where(or_(Contract.final_sha256 == sha256, Contract.signed_sha256 == sha256))
    found = (await session.execute(statement.limit(1))).one_or_none()
    if found is None:
        return None
    on_paper = found.on_paper_since is not None
    return FiledAs(found.final_sha256 == sha256, found.completed_at, found.trial, on_paper)


async def being_archived(session: AsyncSession) -> set[UUID]:
    """The contracts that are concluded and not in the archive yet."""
    return set(
        await session.scalars(
            select(Contract.id).where(Contract.state.in_(("completed", "completed_on_paper")))
        )
    )


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
