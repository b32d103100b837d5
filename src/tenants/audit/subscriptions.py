"""Kinds of events that something of the tenant's waits for, and what happens when one comes.

The chain's head, which every transaction that records events reads and locks, also names the kinds that some trigger
waits for. Where nobody waits, an event costs nothing more; where somebody does, one statement writes what it sets off:
a run of a trigger exists if, and only if, its event does.
"""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.db import ByArguments, HotQuery, before_commit
from .models import AuditEvent

_KEEP = "audit.awaited"
_LOCK = HotQuery("select id from audit_head where id = 1 for update", reads=("audit_head",))
# A statement of its own: it must see what those have committed whom the lock waited for.
_AWAIT = HotQuery(
    """
update audit_head
set awaited = array(select distinct event from triggers where enabled order by event)
where id = 1
""",
    reads=("triggers",),
    writes=("audit_head",),
)
_SET_OFF = HotQuery(
    """
with set_off as (
  insert into trigger_runs (trigger_id, seq, application_id, at)
  select triggers.id, given.seq, given.application_id, given.at
  from triggers
  join unnest($1::text[], $2::bigint[], $3::uuid[], $4::timestamptz[]) as given (kind, seq, application_id, at)
    on given.kind = triggers.event
  join applications on applications.id = given.application_id
  where triggers.enabled
  returning trigger_id, seq
)
select queue.enqueue('trigger.fire', jsonb_build_object('trigger', trigger_id, 'seq', seq), null::timestamptz,
  trigger_id || ':' || seq)
from set_off
""",
    reads=("applications", "triggers"),
    writes=("trigger_runs",),
    walls=ByArguments("the applications of events that the caller has caused; nothing of them is returned"),
)


def keep_awaited(session: AsyncSession) -> None:
    """Name the kinds that triggers wait for anew, at the end of this transaction: one of them was changed."""
    before_commit(session, _KEEP, _keep)


async def set_off(session: AsyncSession, events: Sequence[AuditEvent], awaited: Collection[str]) -> None:
    """Write a run, and its job, for every trigger that waits for one of these events."""
    columns = ("kind", "seq", "application_id", "at")
    mine = [event for event in events if event.kind in awaited and event.application_id is not None]
    if mine:
        await _SET_OFF.rows(session, *([getattr(event, name) for event in mine] for name in columns))


async def _keep(session: AsyncSession) -> None:
    await session.flush()
    await _LOCK.rows(session)
    await _AWAIT.rows(session)
