"""What may not go out yet: looked at once more when a worker takes messages up, so that a late worker wakes nobody at
night, and counted there, so that two workers together never send one person more than the tenant allows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import HotQuery, OffPages, tenant_of
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ....platform.queue import enqueue
from ...audit.service import record
from ...company.lifecycle.service import opened
from .delivery import Delivery, group_of, read_delivery
from .errors import NotWaitingError
from .feature import MessageEvent
from .models import Message
from .queue import job_of, turn_of

_SOON = timedelta(minutes=1)
_OFF_PAGES = OffPages("the worker holds back what may not go yet")
# The later of two clocks: where ours is behind the queue's, what was held till now must not be held till now again.
_LOOK = HotQuery(
    """
select message.id, message.channel, message.person_id, message.event, message.plan, message.send_at, message.attempts,
       settings.delivery, greatest($2::timestamptz, now()) as now
from messages message, tenant_settings settings
where message.id = any($1::uuid[]) and message.event <> 'code' and message.state = 'queued'
order by message.id
""",
    reads=("messages", "tenant_settings"),
    walls=_OFF_PAGES,
)
# Whoever counts waits for whoever takes messages to the same person: only then everything is counted.
_LOCK = HotQuery(
    "select id from persons where id = any($1::uuid[]) order by id for no key update",
    reads=("persons",),
    walls=_OFF_PAGES,
)
_COUNT = HotQuery(
    """
select person_id, channel, count(*) as number from messages
where person_id = any($1::uuid[]) and event <> 'code' and attempts > 0
  and (submitted_at >= $2::timestamptz or (submitted_at is null and state = 'queued'))
group by person_id, channel
""",
    reads=("messages",),
    walls=_OFF_PAGES,
)
_HOLD = HotQuery(
    """
with held as (
  update messages message set send_at = given.at, plan = message.plan || jsonb_build_object('waits', given.waits)
  from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as given (id, at, waits)
  where message.id = given.id and message.state = 'queued'
  returning message.id, message.channel, message.plan, given.at
)
select id, queue.enqueue('message.send', jsonb_build_object('message', id, 'at', at), at, null::text,
                         plan ->> 'turn' || ':' || channel)
from held
""",
    writes=("messages",),
    walls=_OFF_PAGES,
)
TOO_MANY = _("今天收到的消息已达上限，等到明天就晚了。")


@dataclass(frozen=True, slots=True)
class Due:
    """What a job asks for: to send the message that was to go at the moment `at`, or at once.

    A message that was held back or hurried since has another job, with another moment: only that one sends it.
    """

    message_id: UUID
    at: datetime | None = None

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "Due":
        """As the job was handed it."""
        at = payload.get("at")
        return cls(UUID(payload["message"]), datetime.fromisoformat(at) if at else None)


@dataclass(slots=True)
class HeldBack:
    """Of a crowd of messages: those that `wait` until when and for what, those `refused` for good, those not `due`."""

    wait: dict[UUID, tuple[datetime, str]] = field(default_factory=dict)
    refused: dict[UUID, LazyText] = field(default_factory=dict)
    not_due: set[UUID] = field(default_factory=set)

    def __contains__(self, message_id: UUID) -> bool:
        return message_id in self.wait or message_id in self.refused or message_id in self.not_due


async def hold_back(session: AsyncSession, jobs: Sequence[Due]) -> HeldBack:
    """Hold back what may not go now, each with a job for its time.

    What is too much for one day waits for the next; where that would be too late, it is refused.
    """
    held, due = HeldBack(), {(job.message_id, job.at) for job in jobs}
    rows = await _LOOK.rows(session, [job.message_id for job in jobs], clock.now())
    if not rows:
        return held
    settings, now = rows[0]["delivery"], rows[0]["now"]
    wanted = read_delivery(settings, tenant_of(session).zoneinfo)
    limited: list[_Counted] = []
    for row in rows:
        if (row["id"], row["send_at"]) not in due:
            held.not_due.add(row["id"])
        elif row["attempts"] == 0 and (opens := wanted.opening(row["event"], now, row["plan"])) > now:
            held.wait[row["id"]] = opens, "quiet"
        elif row["attempts"] == 0 and group_of(row["event"]).limited:
            limited.append(_Counted(*(row[name] for name in _Counted._fields)))
    if limited:
        await _hold_what_is_too_much(session, wanted, limited, held, now)
    if held.wait:
        moments, reasons = zip(*held.wait.values(), strict=True)
        await _HOLD.rows(session, list(held.wait), list(moments), list(reasons))
    return held


class _Counted(NamedTuple):
    id: UUID
    person_id: UUID
    channel: str
    event: str
    plan: Mapping[str, Any]


async def _hold_what_is_too_much(
    session: AsyncSession, wanted: Delivery, messages: Sequence[_Counted], held: HeldBack, now: datetime
) -> None:
    people = list({message.person_id for message in messages})
    await _LOCK.rows(session, people)
    counted = await _COUNT.rows(session, people, wanted.hours.midnights(now)[0])
    sent = Counter({(row["person_id"], row["channel"]): row["number"] for row in counted})
    for message in messages:
        to = message.person_id, message.channel
        if sent[to] < wanted.per_day:
            sent[to] += 1
        elif (at := wanted.when_full(message.event, now, message.plan)) is None:
            held.refused[message.id] = TOO_MANY
        else:
            held.wait[message.id] = at, "limit"


def can_hurry(message: Message, now: datetime) -> bool:
    """Whether somebody may let the message go before its time: one that waits for the morning, not for another day."""
    waits = message.state == "queued" and message.plan.get("waits") == "quiet"
    return waits and message.send_at is not None and message.send_at > now + _SOON


async def send_now(session: AsyncSession, message: Message, reason: str, *, actor: str) -> None:
    """Let a message go that waits for the morning; somebody says why.

    Raises:
        NotWaitingError: it does not wait, goes within a minute anyway, or waits for what nobody can hurry.
    """
    await session.refresh(message, with_for_update={"key_share": True})
    if not can_hurry(message, clock.now()):
        raise NotWaitingError
    message.send_at, message.plan = None, message.plan | {"hurried": True}
    turn = turn_of(message.plan, message.channel)
    await enqueue(session, "message.send", {"message": str(message.id)}, turn=turn)
    data = {"message": str(message.id), "channel": message.channel, "reason": reason}
    record(session, MessageEvent.HURRIED, actor=actor, application_id=message.application_id, data=data)


@opened.listener
async def _release(session: AsyncSession) -> None:
    """The tenant works again: what waited meanwhile goes out; what is held till later has its job."""
    facts = (Message.id, Message.send_at, Message.event, Message.channel, Message.plan)
    waiting = select(*facts).where(Message.state == "queued").order_by(Message.id)
    for id_, at, event, channel, plan in await session.execute(waiting):
        if at is None or at <= clock.now():
            payload = {"message": str(id_), "at": at.isoformat() if at else None}
            await enqueue(session, job_of(event), payload, dedupe=str(id_), turn=turn_of(plan, channel))
