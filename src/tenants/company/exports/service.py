"""Asking for an export and keeping how far it has come."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.release import release
from ....platform.errors import NotFoundError
from ....platform.features import Limit
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from .errors import ExportLimitError, TenantExportLimitError
from .feature import MEMBER_LIMIT, TENANT_LIMIT, ExportEvent
from .models import Export
from .states import EXPORT, advance

FILE_LIFE = timedelta(days=7)
_SHOWN = 10
Read = Callable[[str], Awaitable[bytes]]
"""Reads an object of the tenant's from the store, by its key."""


async def ask(session: AsyncSession, *, actor: str) -> Export:
    """Have everything put into one file. While one is being made, asking again gives the same one and is not counted.

    Raises:
        ExportLimitError: the member, or all members together, have had as many in a day as they may.
    """
    if (running := await _running(session)) is not None:
        return running
    await _require_room(session, actor)
    facts = {"id": new_id(), "state": EXPORT.initial, "asked_by": actor, "asked_at": clock.now()}
    asked = insert(Export).values(facts).on_conflict_do_nothing().returning(Export)
    export = await session.scalar(asked)
    if export is None:  # two clicks at once: the other one's
        return await ask(session, actor=actor)
    await enqueue(session, "tenant.export", {"export": str(export.id)}, dedupe=str(export.id))
    record(session, ExportEvent.EXPORTED, actor=actor, data={"export": str(export.id), "step": "asked"})
    return export


async def _running(session: AsyncSession) -> Export | None:
    return await session.scalar(select(Export).where(Export.state == "making"))


async def _require_room(session: AsyncSession, actor: str) -> None:
    """Raises:
    ExportLimitError: the day's exports are used up.
    """
    since = clock.now() - timedelta(seconds=max(MEMBER_LIMIT.seconds, TENANT_LIMIT.seconds))
    recent = select(Export.asked_at, Export.asked_by).where(Export.asked_at > since, Export.state != "failed")
    rows = (await session.execute(recent.order_by(Export.asked_at.desc()))).all()
    if (until := _full_until(MEMBER_LIMIT, [at for at, by in rows if by == actor])) is not None:
        raise ExportLimitError(MEMBER_LIMIT.most, until)
    if (until := _full_until(TENANT_LIMIT, [at for at, _by in rows])) is not None:
        raise TenantExportLimitError(TENANT_LIMIT.most, until)


def _full_until(limit: Limit, times: Sequence[datetime]) -> datetime | None:
    """When the first of the last `most` is as old as the window is long; None while there is room. Newest first."""
    if len(times) < limit.most:
        return None
    until = times[limit.most - 1] + timedelta(seconds=limit.seconds)
    return until if until > clock.now() else None


async def exports(session: AsyncSession) -> Sequence[Export]:
    """The newest exports."""
    return (await session.scalars(select(Export).order_by(Export.id.desc()).limit(_SHOWN))).all()


async def export_of(session: AsyncSession, export_id: UUID) -> Export:
    """One export.

    Raises:
        NotFoundError: not in this tenant.
    """
    found = await session.get(Export, export_id)
    if found is None:
        raise NotFoundError
    return found


async def record_ready(session: AsyncSession, export: Export, *, key: str, sha256: str, size: int) -> None:
    """The file lies in the store, for a week."""
    if export.state != "making":
        return
    now = clock.now()
    advance(export, "ready")
    export.object_key, export.sha256, export.size = key, sha256, size
    export.ready_at, export.expires_at, export.done = now, now + FILE_LIFE, export.total
    data = {"export": str(export.id), "step": "ready", "sha256": sha256}
    record(session, ExportEvent.EXPORTED, actor=export.asked_by, data=data)
    await enqueue(session, "tenant.export.expire", {"export": str(export.id)}, run_at=export.expires_at)


async def record_given_up(session: AsyncSession, export: Export) -> None:
    """It can't be made: it stands in no other's way, and is not counted."""
    if export.state != "making":
        return
    advance(export, "failed")
    data = {"export": str(export.id), "step": "failed"}
    record(session, ExportEvent.EXPORTED, actor=export.asked_by, data=data)


async def hand_out(session: AsyncSession, export: Export, read: Read, *, actor: str) -> bytes:
    """The file for somebody who takes it away, which is recorded once it is at hand; `read` is asked while the session holds
    no connection.

    Raises:
        NotFoundError: it is not ready, or deleted.
        StoreAwayError: the store does not answer; nothing is recorded.
    """
    if export.state != "ready":
        raise NotFoundError
    await release(session)
    file = await read(export.object_key)
    data = {"export": str(export.id), "step": "downloaded", "sha256": export.sha256}
    record(session, ExportEvent.EXPORTED, actor=actor, data=data)
    return file
