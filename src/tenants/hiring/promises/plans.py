"""A year's plan of days off is published: what was promised without it is reckoned anew."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.workdays import LAST_PUBLISHED
from ..candidates.models import Application
from ..candidates.queries import application
from .models import Promise
from .postponement import postpone
from .rule import PromiseRule, promise_rule
from .service import Predecessor, watch_at

_AT_ONCE = 100
# A release brought the plan since.
_PLAN_HAS_COME = Promise.open & (Promise.unplanned_year <= LAST_PUBLISHED)


async def follow_plans(session: AsyncSession, vault: Vault) -> None:
    """Move the promises that a plan published since makes end later; each candidate is told in the same transaction.

    Never earlier: who was told a day hears by then. Nor a second time: whoever was told that the day changes only once
    keeps it, and only the reminders go by the plan. What is more than one transaction should hold is done in the next.
    """
    waiting = select(Promise.application_id).where(_PLAN_HAS_COME).order_by(Promise.application_id)
    ids = (await session.scalars(waiting.limit(_AT_ONCE))).all()
    if not ids:
        return
    rule = await promise_rule(session)
    for id_ in ids:
        await _reckon_anew(session, vault, await application(session, id_, lock=True), rule)
    if len(ids) == _AT_ONCE:
        await watch_at(session, clock.now())


async def _reckon_anew(session: AsyncSession, vault: Vault, waiting: Application, rule: PromiseRule) -> None:
    statement = select(Promise).where(Promise.application_id == waiting.id, _PLAN_HAS_COME)
    promise = await session.scalar(statement.with_for_update(key_share=True))
    if promise is None:  # answered meanwhile
        return
    due = promise.due_at.astimezone(rule.zone)
    as_promised = replace(rule, hour=due.hour)  # the tenant may have changed its hour since
    day = _day_by_plan(promise, rule)
    stands = waiting.promised_at == promise.due_at and promise.due_at > clock.now()
    moves = stands and promise.moved_from_id is None
    times = as_promised.times_on(day if moves else due.date())
    if times.due_at > promise.due_at:
        await postpone(session, vault, waiting, Predecessor(promise, ""), times, actor="system")
        return
    kept = as_promised.times_on(due.date())
    promise.warn_at, promise.escalate_at = kept.warn_at, kept.escalate_at
    promise.unplanned_year = kept.unplanned_year
    await watch_at(session, kept.warn_at)


def _day_by_plan(promise: Promise, rule: PromiseRule) -> date:
    """As many working days after its making as it lay before the plan was known, however the rule has changed since."""
    made = promise.made_at.astimezone(rule.zone).date()
    due = promise.due_at.astimezone(rule.zone).date()
    before = rule.calendar.before_plan(promise.unplanned_year or due.year)
    return rule.calendar.after(made, before.between(made, due))
