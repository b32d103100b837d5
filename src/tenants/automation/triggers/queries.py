"""Triggers and what they did, for the page of settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.narrowing import Criteria, narrowed
from ...audit.models import AuditEvent
from .audience import members_for
from .conditions import Facts, hold
from .facts import facts_of
from .models import TROUBLES, Trigger, TriggerRun
from .specification import Wanted

PAST = timedelta(days=30)
# So many events of the past are tried, newest first, and of so many applications the receivers are named.
_MOST_TRIED, _MOST_ASKED, _MOST_NAMED = 20_000, 500, 8


@dataclass(frozen=True, slots=True)
class Listed:
    """A trigger with how often it sent in the last 30 days, and how often it could not and why (one of `TROUBLES`)."""

    trigger: Trigger
    wanted: Wanted
    sent: int = 0
    waiting: int = 0
    troubled: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One run with what is known of its application; None where the reader may not see it."""

    run: TriggerRun
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a trigger would have sent in the last 30 days: `times` of `events`, about these (some of them), to these.

    Asked of the applications as they are today: what a candidate was then is not kept.
    """

    events: int
    times: int
    about: Sequence[Facts]
    receivers: Sequence[str]
    nobody: int


async def triggers(session: AsyncSession) -> list[Listed]:
    """Every trigger, in the order they were made."""
    since = clock.now() - PAST
    troubled = TriggerRun.why.in_(TROUBLES) & (TriggerRun.done_at > since)
    counts = select(
        TriggerRun.trigger_id,
        func.count().filter(TriggerRun.state == "sent", TriggerRun.done_at > since),
        func.count().filter(TriggerRun.state == "waiting"),
        func.count().filter(troubled),
        func.coalesce(func.max(TriggerRun.why).filter(troubled), ""),
    ).group_by(TriggerRun.trigger_id)
    known = {row[0]: row[1:] for row in await session.execute(counts)}
    rows = (await session.scalars(select(Trigger).order_by(Trigger.id))).all()
    return [Listed(row, Wanted.from_json(row.event, row.wanted), *known.get(row.id, ())) for row in rows]


async def deliveries(
    session: AsyncSession, trigger_id: UUID, within: Criteria, *, limit: int = 20
) -> list[Delivery]:
    """What a trigger did and has in hand, newest first; `within`: the walls of who reads."""
    statement = (
        select(TriggerRun)
        .where(TriggerRun.trigger_id == trigger_id, TriggerRun.state != "new")
        .order_by(TriggerRun.seq.desc())
        .limit(limit)
    )
    runs = (await session.scalars(statement)).all()
    with narrowed(session, within):
        facts = await facts_of(session, [run.application_id for run in runs])
    return [Delivery(run, facts.get(run.application_id)) for run in runs]


async def dry_run(session: AsyncSession, wanted: Wanted, within: Criteria) -> DryRun:
    """Try a trigger on the last 30 days; names only of applications inside the walls of who asks."""
    statement = (
        select(AuditEvent.application_id, AuditEvent.at)
        .where(AuditEvent.kind == wanted.event, AuditEvent.at > clock.now() - PAST)
        .where(AuditEvent.application_id.is_not(None))
        .order_by(AuditEvent.seq.desc())
        .limit(_MOST_TRIED)
    )
    happened = [(id_, at) for id_, at in await session.execute(statement) if id_ is not None]
    facts = await facts_of(session, list({id_ for id_, _at in happened}))
    fitting = [
        facts[id_]
        for id_, at in happened
        if id_ in facts and hold(wanted.conditions, facts[id_], at + timedelta(minutes=wanted.delay))
    ]
    asked = list({one.application_id: one for one in fitting}.values())[:_MOST_ASKED]
    members = await members_for(session, wanted.audience, [one.application_id for one in asked])
    names = {user.id: user.name for users in members.values() for user in users}
    to_members = not wanted.audience.startswith("robot:") and wanted.audience != "candidate"
    with narrowed(session, within):
        seen = await facts_of(session, [one.application_id for one in asked[: _MOST_NAMED * 4]])
    return DryRun(
        events=len(happened),
        times=len(fitting),
        about=[one for one in asked if one.application_id in seen][:_MOST_NAMED],
        receivers=sorted(names.values()),
        nobody=sum(one.application_id not in members for one in asked) if to_members else 0,
    )
