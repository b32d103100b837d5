"""Whether everything in the archive is still there and still what was put away: what a look at it found, and what was mended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.providers.storage.checked import Copy
from ...audit.service import record
from ..labour_contracts.queries import being_archived, contracts_by_id
from ..labour_contracts.queries import contract as load
from .feature import EvidenceEvent
from .models import ArchivedObject, StrayObject
from .queries import DOCUMENT, SCAN

SOUND, MISSING, DAMAGED, COVERED = "", "missing", "damaged", "covered"
"""COVERED: the locked version is whole, but something else lies over it, or hides it."""


@dataclass(frozen=True, slots=True)
class Unsound:
    """An object that is not as it should be, and its contract's number."""

    number: str
    filed: ArchivedObject


@dataclass(frozen=True, slots=True)
class ArchiveStanding:
    """What is known of a tenant's archive: how many objects there are and since when each has been looked at (None: one never
    was), which are unsound, and what lies there without a row."""

    objects: int
    looked_since: datetime | None
    unsound: Sequence[Unsound]
    strays: Sequence[StrayObject]


async def archive_of(session: AsyncSession) -> Sequence[ArchivedObject]:
    """Everything that should lie in the archive, what was looked at longest ago first."""
    statement = select(ArchivedObject).order_by(ArchivedObject.checked_at.nulls_first(), ArchivedObject.id)
    return (await session.scalars(statement)).all()


async def archive_standing(session: AsyncSession) -> ArchiveStanding:
    """For whoever answers for the archive."""
    counts = select(
        func.count(), func.count(ArchivedObject.checked_at), func.min(ArchivedObject.checked_at)
    ).select_from(ArchivedObject)
    objects, looked, oldest = (await session.execute(counts)).one()
    bad = select(ArchivedObject).where(ArchivedObject.problem != SOUND).order_by(ArchivedObject.object_key)
    rows = (await session.scalars(bad)).all()
    contracts = await contracts_by_id(session, {filed.contract_id for filed in rows})
    unsound = [Unsound(contracts[filed.contract_id].number, filed) for filed in rows]
    strays = (await session.scalars(select(StrayObject).order_by(StrayObject.object_key))).all()
    return ArchiveStanding(objects, oldest if looked == objects else None, unsound, strays)


async def other_copies(session: AsyncSession, filed: ArchivedObject) -> tuple[Copy, ...]:
    """Where the same bytes lie besides: a finished contract lies where it was made, too."""
    if filed.kind not in (DOCUMENT, SCAN):
        return ()
    contract = await load(session, filed.contract_id)
    same = contract.final_key and contract.final_sha256 == filed.sha256
    return (Copy(contract.final_key, contract.final_sha256),) if same else ()


async def record_look(session: AsyncSession, id_: UUID, found: str, version: str = "") -> None:
    """Note what a look at one object found: SOUND, MISSING, DAMAGED or COVERED; each change is an event.

    `version`: which one the whole bytes are, where the row does not say so yet.
    """
    filed = await session.get_one(ArchivedObject, id_, with_for_update={"key_share": True})
    filed.checked_at = clock.now()
    filed.version = filed.version or version
    if filed.problem == found:
        return
    filed.problem = found
    kind = EvidenceEvent.OBJECT_SOUND if found == SOUND else EvidenceEvent.OBJECT_UNSOUND
    await _record(session, kind, filed, problem=found)


async def record_mended(session: AsyncSession, id_: UUID, *, version: str) -> None:
    """A whole copy of an object was put over it, as `version`; what lies beneath stays."""
    filed = await session.get_one(ArchivedObject, id_, with_for_update={"key_share": True})
    filed.version, filed.problem, filed.checked_at = version, SOUND, clock.now()
    await _record(session, EvidenceEvent.OBJECT_MENDED, filed)


async def record_strays(session: AsyncSession, lying: Collection[str]) -> list[str]:
    """Note which of the objects that lie in the archive have no row; answers those that were not known. Each is an event once.

    What belongs to a contract that is just being archived is not one: its rows come last.
    """
    known = set(await session.scalars(select(ArchivedObject.object_key)))
    busy = {str(id_) for id_ in await being_archived(session)}
    stray = {key for key in lying if key not in known and key.split("/")[2] not in busy}
    noted = set(await session.scalars(select(StrayObject.object_key)))
    if noted - stray:
        await session.execute(delete(StrayObject).where(StrayObject.object_key.in_(noted - stray)))
    for key in sorted(stray - noted):
        session.add(StrayObject(object_key=key, found_at=clock.now()))
        record(session, EvidenceEvent.OBJECT_STRAY, data={"key": key})
    return sorted(stray - noted)


async def _record(session: AsyncSession, kind: EvidenceEvent, filed: ArchivedObject, **data: str) -> None:
    contract = await load(session, filed.contract_id)
    record(
        session,
        kind,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"file": filed.kind, "sha256": filed.sha256} | data,
    )
