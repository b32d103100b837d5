"""Moving a promise: later, once, and never without telling the candidate before."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ..candidates.models import Application
from .errors import NoPromiseError, PromiseDateError, PromiseMovedError, PromisePassedError
from .models import Promise
from .rule import PromiseRule, Times
from .service import Predecessor, make

_FURTHEST = 10


@dataclass(frozen=True, slots=True)
class Window:
    """The working days to which a promise can be moved, from the first to the last."""

    first: date
    last: date


def window_of(promise: Promise, rule: PromiseRule) -> Window:
    """After the promised day, and not further than two weeks of work."""
    day = promise.due_at.astimezone(rule.zone).date()
    return Window(rule.calendar.after(day, 1), rule.calendar.after(day, _FURTHEST))


async def movable(session: AsyncSession, application: Application, *, lock: bool = False) -> Promise:
    """The application's promise, when it may be moved.

    Raises:
        NoPromiseError: there is none.
        PromisePassedError: it is too late to tell the candidate before.
        PromiseMovedError: it was moved before.
    """
    statement = (
        select(Promise)
        .where(Promise.application_id == application.id, Promise.waiting)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(1)
    )
    promise = await session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if promise is None:
        raise NoPromiseError
    if not promise.open or promise.due_at <= clock.now():
        raise PromisePassedError
    if promise.moved_from_id is not None:
        raise PromiseMovedError
    return promise


@dataclass(frozen=True, slots=True)
class Postponement:
    """The later day, and why; the reason stays inside."""

    to: date
    reason: str


async def move(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    rule: PromiseRule,
    wanted: Postponement,
    *,
    actor: str,
) -> Promise:
    """Promise a later day instead, and tell the candidate in the same transaction.

    Raises:
        NoPromiseError, PromisePassedError, PromiseMovedError: as for `movable`.
        PromiseDateError: the day is no working day, not later, or too far away.
    """
    to = wanted.to
    before = await movable(session, application, lock=True)
    window = window_of(before, rule)
    if not window.first <= to <= window.last or not rule.calendar.works(to):
        raise PromiseDateError(window.first, window.last)
    instead_of = Predecessor(before, wanted.reason)
    return await postpone(session, vault, application, instead_of, rule.times_on(to), actor=actor)


async def postpone(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    instead_of: Predecessor,
    times: Times,
    *,
    actor: str,
) -> Promise:
    """Put another promise in the place of one, and tell the candidate in the same transaction."""
    before = instead_of.promise
    before.moved_at = clock.now()
    await session.flush()  # one promise stands at a time
    made = await make(session, application, times, days=None, actor=actor, instead_of=instead_of)
    zone = tenant_of(session).zoneinfo
    values = {
        "post": application.vacancy.title,
        "before": _words(before.due_at.astimezone(zone)),
        "date": _words(made.due_at.astimezone(zone)),
    }
    await notify(
        session,
        vault,
        application.person,
        Occasion("promise_moved", str(made.id), application.id),
        values,
        before=before.due_at,
    )
    return made


def _words(due: datetime) -> str:
    """The moment in a message to a candidate: Chinese, whatever HR reads."""
    return f"{due.month}月{due.day}日{due.hour}点"  # rules: allow untranslated – a text message
