"""Filing finished documents under Object Lock, and handing them out: whoever takes one away stands in the chain."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.release import release
from ....platform.errors import NotFoundError
from ....platform.ids import new_id
from ....platform.providers.storage.checked import Copy, ObjectDamagedError, read_whole
from ....platform.providers.storage.port import ObjectMissingError, ObjectStore
from ....platform.verify.bundle import with_proof
from ....platform.verify.proof import proof_key
from ...audit.service import record
from ..labour_contracts.feature import ContractEvent
from ..labour_contracts.models import Contract
from ..labour_contracts.states import advance
from .feature import EvidenceEvent
from .models import ArchivedObject
from .queries import copy_of, newest_document

_BUNDLE = "evidence.zip"
Read = Callable[[str], Awaitable[bytes]]
"""Reads an object of the tenant's from the store, by its key."""


def locked_until(day: date) -> datetime:
    """Until when an object is locked that must be kept to the end of `day`."""
    return datetime.combine(day, time.max.replace(microsecond=0), UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """One object as it lies in the store."""

    kind: str
    object_key: str
    sha256: str
    size: int
    version: str = ""


async def record_archived(
    session: AsyncSession,
    contract: Contract,
    objects: list[Stored],
    *,
    retain_until: date,
    signed: Mapping[str, str],
) -> None:
    """Note what was put away, and close the contract's road; noting it twice changes nothing.

    `signed`: the hashes of the bundle's `manifest` and of its `signature`, by which the chain names them.
    """
    if contract.state == "archived":
        return
    for stored in objects:
        session.add(
            ArchivedObject(
                id=new_id(),
                contract_id=contract.id,
                kind=stored.kind,
                object_key=stored.object_key,
                version=stored.version,
                sha256=stored.sha256,
                size=stored.size,
                retain_until=retain_until,
                archived_at=clock.now(),
            )
        )
    advance(contract, "archived")
    contract.archived_at = clock.now()
    record(
        session,
        EvidenceEvent.CONTRACT_ARCHIVED,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={stored.kind: stored.sha256 for stored in objects}
        | dict(signed)
        | {"retain_until": retain_until.isoformat()},
    )


async def archived_objects(session: AsyncSession, contract_id: UUID) -> dict[str, ArchivedObject]:
    """What lies in the archive of one contract, by kind."""
    rows = await session.scalars(select(ArchivedObject).where(ArchivedObject.contract_id == contract_id))
    return {row.kind: row for row in rows}


async def hand_out(
    session: AsyncSession,
    contract: Contract,
    what: Literal["document", "evidence"],
    store: ObjectStore,
    *,
    actor: str,
) -> bytes:
    """The object for somebody who takes it away, which is recorded once it is at hand: no door gets it in another way.

    `document` is the newest form of the contract, `evidence` the bundle from the archive, with the proof of the day's tree
    once there is one. The session holds no connection while the store is asked.

    Raises:
        NotFoundError: there is none yet.
        ObjectDamagedError: no copy is there that is as it was put away; nothing is recorded.
        StoreAwayError: the store does not answer; nothing is recorded.
    """
    copies = await (_documents(session, contract) if what == "document" else _bundles(session, contract))
    if not copies:
        raise NotFoundError
    await release(session)
    try:
        data = await read_whole(store, *copies)
    except ObjectMissingError as lost:
        raise ObjectDamagedError from lost
    if what == "evidence":
        data = await _proved(data, copies[0].key, contract.id, store.original)
    record(
        session,
        ContractEvent.DOWNLOADED,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"file": _BUNDLE} if what == "evidence" else None,
    )
    return data


async def _documents(session: AsyncSession, contract: Contract) -> list[Copy]:
    """The newest form of the contract: what is locked in the archive goes before what was put there first."""
    copies = []
    if (filed := await newest_document(session, contract.id)) is not None:
        copies.append(copy_of(filed))
    forms = (
        Copy(contract.final_key, contract.final_sha256),
        Copy(contract.signed_key, contract.signed_sha256),
        Copy(contract.draft_key, contract.draft_sha256),
    )
    newest = next((form for form in forms if form.key), None)
    return [*copies, *([newest] if newest is not None and newest not in copies else [])]


async def _bundles(session: AsyncSession, contract: Contract) -> list[Copy]:
    filed = (await archived_objects(session, contract.id)).get(_BUNDLE)
    return [copy_of(filed)] if filed is not None else []


async def _proved(bundle: bytes, key: str, contract_id: UUID, read: Read) -> bytes:
    """The bundle with its proof beside it, which is made in the night after it was archived."""
    try:
        proof = await read(proof_key(key.partition("/")[0], str(contract_id)))
    except ObjectMissingError:
        return bundle
    return with_proof(bundle, proof)
