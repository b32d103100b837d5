"""Filing finished documents under Object Lock, and handing them out: whoever takes one away stands in the chain."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.release import release
from ....platform.errors import NotFoundError
from ....platform.ids import new_id
from ...audit.service import record
from ..labour_contracts.feature import ContractEvent
from ..labour_contracts.models import Contract
from ..labour_contracts.states import advance
from .feature import EvidenceEvent
from .models import ArchivedObject

_BUNDLE = "evidence.zip"
Read = Callable[[str], Awaitable[bytes]]
"""Reads an object of the tenant's from the store, by its key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One object as it lies in the store."""

    kind: str
    object_key: str
    sha256: str
    size: int


async def record_archived(
    session: AsyncSession,
    contract: Contract,
    objects: list[Stored],
    *,
    retain_until: date,
) -> None:
    """Note what was put away, and close the contract's road; noting it twice changes nothing."""
    if contract.state == "archived":
        return
    for stored in objects:
        session.add(
            ArchivedObject(
                id=new_id(),
                contract_id=contract.id,
                kind=stored.kind,
                object_key=stored.object_key,
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
        data={stored.kind: stored.sha256 for stored in objects} | {"retain_until": retain_until.isoformat()},
    )


async def archived_objects(session: AsyncSession, contract_id: UUID) -> dict[str, ArchivedObject]:
    """What lies in the archive of one contract, by kind."""
    rows = await session.scalars(select(ArchivedObject).where(ArchivedObject.contract_id == contract_id))
    return {row.kind: row for row in rows}


async def hand_out(
    session: AsyncSession,
    contract: Contract,
    what: Literal["document", "evidence"],
    read: Read,
    *,
    actor: str,
) -> bytes:
    """The object for somebody who takes it away, which is recorded once it is at hand: no door gets it in another way.

    `document` is the newest form of the contract, `evidence` the bundle from the archive; `read` is asked while the
    session holds no connection.

    Raises:
        NotFoundError: there is none yet.
        StoreAwayError: the store does not answer; nothing is recorded.
    """
    if what == "document":
        key = contract.final_key or contract.signed_key or contract.draft_key
    else:
        filed = (await archived_objects(session, contract.id)).get(_BUNDLE)
        key = filed.object_key if filed is not None else ""
    if not key:
        raise NotFoundError
    await release(session)
    data = await read(key)
    record(
        session,
        ContractEvent.DOWNLOADED,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"file": _BUNDLE} if what == "evidence" else None,
    )
    return data
