"""Making a promise, and keeping it. What becomes of it with time is `watch`; moving it is `postponement`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ....platform.workdays import OPENS
from ...audit.service import record
from ..candidates.models import Application
from ..vacancies.queries import kind_of
from .feature import PromiseEvent
from .models import Promise
from .rule import Times, promise_rule

WATCH = "promise.watch"


async def promise(
    session: AsyncSession, application: Application, *, since: datetime | None = None, actor: str = "system"
) -> datetime:
    """Promise the candidate an answer, counted from `since` or from now; an earlier promise that still stands is kept.

    A date that is over by now is promised to nobody: it is then counted from now.
    """
    now = clock.now()
    if application.promised_at is not None and application.promised_at > now:
        return application.promised_at
    await close_passed(session, application.id)
    await drop_rows(session, [application.id])
    rule = await promise_rule(session)
    days = rule.days_for(await kind_of(session, application.vacancy_id))
    times = rule.times(since or now, days)
    if times.due_at <= now:
        times = rule.times(now, days)
    return (await make(session, application, times, days=days, actor=actor)).due_at


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The promise that another takes the place of, and why."""

    promise: Promise
    reason: str


async def make(
    session: AsyncSession,
    application: Application,
    times: Times,
    *,
    days: int | None,
    actor: str,
    instead_of: Predecessor | None = None,
) -> Promise:
    """Write a promise down and have it watched."""
    made = write_down(session, application, times, days=days, actor=actor, instead_of=instead_of)
    await watch_for(session, times)
    return made


def write_down(
    session: AsyncSession,
    application: Application,
    times: Times,
    *,
    days: int | None,
    actor: str,
    instead_of: Predecessor | None = None,
) -> Promise:
    """Write a promise down; the caller has it watched."""
    made = Promise(
        id=new_id(),
        application_id=application.id,
        made_at=clock.now(),
        made_by=actor,
        due_at=times.due_at,
        warn_at=times.warn_at,
        escalate_at=times.escalate_at,
        days=days,
        unplanned_year=times.unplanned_year,
        moved_from_id=instead_of.promise.id if instead_of is not None else None,
        reason=instead_of.reason if instead_of is not None else "",
    )
    session.add(made)
    application.promised_at = times.due_at
    data: dict[str, str | int | None] = {"promised_at": times.due_at.isoformat()}
    kind = PromiseEvent.SET
    if instead_of is not None:
        kind, data["before"] = PromiseEvent.MOVED, instead_of.promise.due_at.isoformat()
    record(session, kind, actor=actor, application_id=application.id, data=data)
    return made


async def watch_for(session: AsyncSession, times: Times) -> None:
    """Have a promise watched: at its first reminder, and each morning while a plan is missing that may move it."""
    await watch_at(session, times.warn_at)
    if times.unplanned_year is not None:
        await watch_at(session, next_morning(tenant_of(session).zoneinfo))


def next_morning(zone: ZoneInfo) -> datetime:
    """When offices open on the day after this."""
    return datetime.combine(clock.today(zone) + timedelta(days=1), OPENS, zone)


async def watch_at(session: AsyncSession, moment: datetime) -> None:
    """Have the tenant's promises looked at at this moment: one job for all that come to it then."""
    await enqueue(session, WATCH, {}, run_at=moment, dedupe=f"{moment.timestamp():.0f}")


async def keep(session: AsyncSession, application: Application, *, actor: str) -> datetime | None:
    """The candidate has been answered: what was promised is kept, or answered late where it was broken.

    Returns:
        By when it was promised, which the message must not miss; None where nothing was.
    """
    promised_at, application.promised_at = application.promised_at, None
    await close_passed(session, application.id)
    closed = await session.execute(
        update(Promise)
        .where(Promise.application_id == application.id, Promise.waiting)
        .values(answered_at=clock.now(), answered_by=actor)
        .returning(Promise.broken_at)
        .execution_options(synchronize_session=False)
    )
    if None in closed.scalars().all():
        record(session, PromiseEvent.KEPT, actor=actor, application_id=application.id)
    return promised_at


async def drop(session: AsyncSession, application: Application) -> None:
    """The candidate does not wait any more, and was not answered: what was promised is neither kept nor broken."""
    application.promised_at = None
    await close_passed(session, application.id)
    await drop_rows(session, [application.id])


async def drop_rows(session: AsyncSession, application_ids: Sequence[UUID]) -> None:
    """Close what nobody waits for any more; the dates on the applications are the caller's to change."""
    await session.execute(
        update(Promise)
        .where(Promise.application_id.in_(application_ids), Promise.open)
        .values(dropped_at=clock.now())
        .execution_options(synchronize_session=False)
    )


async def close_passed(session: AsyncSession, application_id: UUID) -> None:
    """A promise whose time has passed is broken, also where the watching job has not come to it yet."""
    passed = await session.execute(
        update(Promise)
        .where(Promise.application_id == application_id, Promise.open, Promise.due_at <= clock.now())
        .values(broken_at=clock.now())
        .returning(Promise.id)
        .execution_options(synchronize_session=False)
    )
    for _id in passed.scalars():
        record(session, PromiseEvent.BROKEN, application_id=application_id)
