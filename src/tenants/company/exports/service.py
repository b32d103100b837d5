"""Asking for an export and keeping how far it has come."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.errors import NotFoundError
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from .feature import ExportEvent
from .models import Export
from .states import EXPORT, advance

FILE_LIFE = timedelta(days=7)
_SHOWN = 10


async def ask(session: AsyncSession, *, actor: str) -> Export:
    """Have everything put into one file. While one is being made, asking again gives the same one."""
    running = await session.scalar(select(Export).where(Export.state == "making").limit(1))
    if running is not None:
        return running
    export = Export(id=new_id(), state=EXPORT.initial, asked_by=actor, asked_at=clock.now(), done=0, total=0)
    session.add(export)
    await session.flush()
    await enqueue(session, "tenant.export", {"export": str(export.id)}, dedupe=str(export.id))
    record(session, ExportEvent.EXPORTED, actor=actor, data={"export": str(export.id), "step": "asked"})
    return export


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


def hand_out(session: AsyncSession, export: Export, *, actor: str) -> str:
    """The file's key for somebody who takes it away, which is recorded.

    Raises:
        NotFoundError: it is not ready, or deleted.
    """
    if export.state != "ready":
        raise NotFoundError
    data = {"export": str(export.id), "step": "downloaded", "sha256": export.sha256}
    record(session, ExportEvent.EXPORTED, actor=actor, data=data)
    return export.object_key
