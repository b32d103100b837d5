"""Reading seals."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.signatures.seal import SealLook
from .errors import NoSealError, SealNotFoundError
from .kinds import CAPTIONS, LABOUR_CONTRACT
from .models import Seal, SealKeeper, SealUse


async def seals(session: AsyncSession) -> Sequence[Seal]:
    """Every seal of the tenant, those in use first, each company's together."""
    order = (Seal.stopped_at.is_not(None), Seal.legal_entity_id, Seal.id)
    return (await session.scalars(select(Seal).order_by(*order))).all()


async def seal(session: AsyncSession, seal_id: UUID, *, lock: bool = False) -> Seal:
    """One seal, in use or not.

    Raises:
        SealNotFoundError: not in this tenant.
    """
    found = await session.get(Seal, seal_id, with_for_update={"key_share": True} if lock else None)
    if found is None:
        raise SealNotFoundError
    return found


async def seals_for(session: AsyncSession, document: str = LABOUR_CONTRACT) -> dict[UUID, Seal]:
    """The seal of each employer, by the employer's id, for a kind of document; none where there is none."""
    statement = select(SealUse.legal_entity_id, Seal).join(Seal, Seal.id == SealUse.seal_id)
    rows = await session.execute(statement.where(SealUse.document == document, Seal.stopped_at.is_(None)))
    return {row[0]: row[1] for row in rows}


async def seal_for(session: AsyncSession, legal_entity_id: UUID, document: str = LABOUR_CONTRACT) -> Seal:
    """The seal that an employer puts under a kind of document.

    Raises:
        NoSealError: there is none in use.
    """
    found = (await seals_for(session, document)).get(legal_entity_id)
    if found is None:
        raise NoSealError
    return found


async def uses_of(session: AsyncSession, seal_id: UUID) -> set[str]:
    """The kinds of documents that this seal is put under."""
    return set(await session.scalars(select(SealUse.document).where(SealUse.seal_id == seal_id)))


async def keepers(session: AsyncSession, seal_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Which members keep each of these seals; one that is not named is everybody's who may seal."""
    rows = await session.execute(
        select(SealKeeper.seal_id, SealKeeper.user_id).where(SealKeeper.seal_id.in_(seal_ids))
    )
    kept: dict[UUID, set[UUID]] = {}
    for seal_id, user_id in rows:
        kept.setdefault(seal_id, set()).add(user_id)
    return kept


async def look_of(session: AsyncSession, seal: Seal, company: str) -> SealLook:
    """How a seal looks on a document in which its employer is called `company`."""
    await session.refresh(seal, ["scan"])
    return SealLook(company, CAPTIONS[seal.kind], seal.serial, seal.holder, seal.scan or b"")
