"""Appending to the chain, and checking it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.chain import event_hash
from ...platform.db import ByArguments, HotQuery, before_commit, tenant_of
from ...platform.db.parts import parts
from ...platform.features import Event
from .checking import ChainReport, ChainWalk, read_chain
from .models import AuditEvent
from .subscriptions import set_off

_PENDING = "audit.pending"
# Everybody who changes anything waits here for those before: two short round trips, and the commit.
_HEAD = HotQuery("select seq, hash, awaited from audit_head where id = 1 for update", reads=("audit_head",))
_LINK = HotQuery(
    """
with given as (
  select * from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::uuid[], $7::uuid[],
    $8::bytea[], $9::bytea[]) as event (data, seq, at, kind, actor, application_id, contract_id, prev, hash)
),
head as (
  update audit_head set seq = given.seq, hash = given.hash
  from given where audit_head.id = 1 and given.seq = (select max(seq) from given)
)
insert into audit_events (data, seq, at, kind, actor, application_id, contract_id, prev, hash)
select data::jsonb, seq, at, kind, actor, application_id, contract_id, prev, hash from given
""",
    writes=("audit_events", "audit_head"),
    walls=ByArguments("appends what the caller has done"),
)


@dataclass(frozen=True, slots=True)
class _Pending:
    at: datetime
    kind: Event
    actor: str
    application_id: UUID | None
    contract_id: UUID | None
    data: dict[str, Any]


def record(
    session: AsyncSession,
    kind: Event,
    *,
    actor: str = "system",
    application_id: UUID | None = None,
    contract_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Append an event at the end of this transaction.

    The chain's head is locked only then, and for as short as can be. `data` holds ids, hashes and states,
    never a person's values: what is here cannot be deleted.
    """
    pending = _Pending(clock.now(), kind, actor, application_id, contract_id, data or {})
    session.info.setdefault(_PENDING, []).append(pending)
    before_commit(session, _PENDING, _append)


@asynccontextmanager
async def attempt(session: AsyncSession) -> AsyncIterator[None]:
    """What is done inside happens whole or not at all, its events too: for what may be refused half-way while the
    rest of the transaction goes on."""
    before = len(session.info.get(_PENDING, ()))
    try:
        async with session.begin_nested():
            yield
    except BaseException:
        del session.info.get(_PENDING, [])[before:]
        raise


async def _append(session: AsyncSession) -> None:
    await session.flush()  # before the lock: what can be done before is not done while others wait
    # FOR UPDATE: two transactions appending at once must queue up, or the chain would fork.
    [(seq, prev, awaited)] = await _HEAD.rows(session)
    tenant = str(tenant_of(session).id)
    for some in parts(session.info.pop(_PENDING)):
        events = _links(some, seq, prev, tenant)
        seq, prev = events[-1].seq, events[-1].hash
        columns = ("seq", "at", "kind", "actor", "application_id", "contract_id", "prev", "hash")
        data = [json.dumps(event.data, ensure_ascii=False) for event in events]
        await _LINK.rows(session, data, *([getattr(event, name) for event in events] for name in columns))
        await set_off(session, events, awaited)


def _links(given: Sequence[_Pending], seq: int, prev: bytes, tenant: str) -> list[AuditEvent]:
    """The events behind number `seq`, whose hash is `prev`."""
    events = []
    for number, pending in enumerate(given, start=seq + 1):
        event = AuditEvent(
            seq=number,
            at=pending.at,
            kind=pending.kind.value,
            actor=pending.actor,
            application_id=pending.application_id,
            contract_id=pending.contract_id,
            data=pending.data,
            prev=prev,
        )
        event.hash = prev = event_hash(prev, body_of(event, tenant))
        events.append(event)
    return events


def body_of(event: AuditEvent, tenant: str) -> dict[str, Any]:
    """What the event's hash covers, beside the hash before it."""
    return {
        "v": 1,
        "seq": event.seq,
        "tenant": tenant,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "application": str(event.application_id) if event.application_id else None,
        "contract": str(event.contract_id) if event.contract_id else None,
        "data": event.data,
    }


def link_of(event: AuditEvent, tenant: str) -> dict[str, Any]:
    """The event as a bundle carries it: its body with both hashes."""
    return body_of(event, tenant) | {"prev": event.prev.hex(), "hash": event.hash.hex()}


async def verify_chain(
    session: AsyncSession, anchored: Mapping[int, frozenset[str]] = MappingProxyType({})
) -> ChainReport:
    """Recompute every link of the tenant's chain, and compare it with its head and with where it is known to have ended.

    `anchored`: hashes that anchors hold, by the number of the event; read before the chain, which only grows.
    """
    walk = ChainWalk(str(tenant_of(session).id), anchored, clock.now())
    while not walk.over:
        walk.take(await read_chain(session, walk.next))
    return walk.report()
