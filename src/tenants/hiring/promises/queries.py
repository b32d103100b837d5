"""Reading promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ..candidates.models import Application
from .models import Promise


async def promises_of(session: AsyncSession, application_id: UUID) -> Sequence[Promise]:
    """Every promise about one application, the last one first."""
    statement = (
        select(Promise)
        .where(Promise.application_id == application_id)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
    )
    return (await session.scalars(statement)).all()


async def postponed(session: AsyncSession, application_id: UUID) -> bool:
    """Whether what the candidate waits for is a second date, which moves no more."""
    moved = select(Promise.id).where(
        Promise.application_id == application_id, Promise.waiting, Promise.moved_from_id.is_not(None)
    )
    return await session.scalar(moved.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Ending:
    """Promises that end soon or are broken while the candidate still waits, the oldest first; `total` of them."""

    rows: Sequence[Promise]
    total: int


async def ending(session: AsyncSession, *, limit: int) -> Ending:
    """What HR has to answer now: HR's reminder has come, or the promised time has passed."""
    now = clock.now()
    soon = or_(Promise.warn_at <= now, Promise.broken_at.is_not(None))
    # A promise that was broken and followed by a new one is history.
    stands = Promise.waiting & (Application.promised_at == Promise.due_at)
    statement = (
        select(Promise, func.count().over())
        .join(Promise.application)
        .where(stands, soon)
        .options(
            joinedload(Promise.application).joinedload(Application.person),
            joinedload(Promise.application).joinedload(Application.vacancy),
        )
        .order_by(Promise.due_at, Promise.id)
        .limit(limit)
    )
    rows = (await session.execute(statement)).unique().all()
    return Ending([promise for promise, _total in rows], rows[0][1] if rows else 0)
