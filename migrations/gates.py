"""A tenant's gate in its cell: open, draining (new jobs are put aside) or frozen (nothing of it can change).

All here runs on a connection of the owner's in the cell, each in a transaction of its own, and may be done twice.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

# Who waits for a table stands in the way of all who come later: better many short tries, sooner over than the
# server's search for deadlocks (1 s), so that it is never somebody else who is made to give way.
_LOCK_PATIENCE, _PAUSE_SECONDS = "500ms", 0.2
_CLOSE = "select pg_advisory_xact_lock(hashtextextended('gate:' || $1, 0))"
_SET = "update shared.tenants set gate = $2 where schema_name = $1"
# A claim whose worker has been silent for longer than the heartbeat is one of a dead worker.
_PARK = """
with gone as (
  delete from queue.pgqueuer where id in (
    select id from queue.pgqueuer
    where tenant = $1 and (status <> 'picked' or heartbeat < now() - make_interval(secs => $2))
    for update skip locked)
  returning *)
insert into queue.parked (schema_name, dedupe_key, job)
select $1, case when status = 'failed' then null else dedupe_key end,
       to_jsonb(gone) - array['id', 'queue_manager_id', 'heartbeat', 'slot', 'updated']
         || jsonb_build_object('status', case when status = 'failed' then 'failed' else 'queued' end)
from gone order by id on conflict (dedupe_key) do nothing
"""
_LEFT = "select count(*) from queue.pgqueuer where tenant = $1"
_UNPARK = """
with freed as (delete from queue.parked where schema_name = $1 returning number, job)
insert into queue.pgqueuer
select j.* from (select job from freed order by number) f, lateral jsonb_populate_record(null::queue.pgqueuer,
  f.job || jsonb_build_object('id', nextval('queue.pgqueuer_id_seq'), 'heartbeat', now(), 'updated', now(),
                              'tenant', $1::text)) j
on conflict do nothing
"""
_EACH_TABLE = """
do $do$ declare it record; begin
  for it in select c.oid::regclass as name from pg_class c
    where c.relkind = 'r' and c.relnamespace = to_regnamespace('{schema}') order by c.relname
  loop {then} end loop;
end $do$
"""
_REFUSE = """execute 'create or replace trigger moving before insert or update or delete or truncate on ' || it.name
    || ' for each statement execute function shared.refuse_while_moving()';"""
_ALLOW = "execute 'drop trigger if exists moving on ' || it.name;"


class MoveError(RuntimeError):
    """A move cannot begin or go on; the sentence says why."""


async def drain(cell: asyncpg.Connection, schema: str, *, silent_seconds: float, patience: float) -> None:
    """Put the tenant's jobs aside, those that come, too, and wait for those that run.

    Raises:
        MoveError: one still runs after `patience` seconds.
    """

    async def narrow() -> None:
        await cell.execute(_CLOSE, schema)  # who found it open has enqueued
        await cell.execute(_SET + " and gate = 'open'", schema, "draining")

    await _soon(cell, narrow, patience)

    async def left() -> bool:
        await cell.execute(_PARK, schema, silent_seconds)
        return bool(await cell.fetchval(_LEFT, schema))

    await _until_not(left, patience, "a job of the tenant still runs")


async def freeze(cell: asyncpg.Connection, schema: str, *, patience: float) -> None:
    """Let nothing of the tenant change any more, whoever wants it; transactions that write now are waited for.

    Raises:
        MoveError: one of them has not ended after `patience` seconds.
    """

    async def close() -> None:
        await cell.execute(_CLOSE, schema)
        await cell.execute(_SET, schema, "frozen")
        await cell.execute(_EACH_TABLE.format(schema=schema, then=_REFUSE))

    await _soon(cell, close, patience)
    if await cell.fetchval(_LEFT, schema):
        raise MoveError("a job of the tenant was taken up meanwhile")


async def thaw(cell: asyncpg.Connection, schema: str, *, patience: float) -> None:
    """Open the gate again and give the jobs back to the queue."""

    async def reopen() -> None:
        await cell.execute(_EACH_TABLE.format(schema=schema, then=_ALLOW))
        await cell.execute(_SET, schema, "open")
        await cell.execute(_UNPARK, schema)

    await _soon(cell, reopen, patience)


async def parked(cell: asyncpg.Connection, schema: str) -> list[tuple[str | None, dict[str, Any]]]:
    """The jobs put aside, in their order."""
    rows = await cell.fetch(
        "select dedupe_key, job from queue.parked where schema_name = $1 order by number", schema
    )
    return [(row["dedupe_key"], json.loads(row["job"])) for row in rows]


async def park(cell: asyncpg.Connection, schema: str, jobs: list[tuple[str | None, dict[str, Any]]]) -> None:
    """Put jobs aside that were put aside elsewhere, in the caller's transaction."""
    await cell.execute("delete from queue.parked where schema_name = $1", schema)
    await cell.executemany(
        "insert into queue.parked (schema_name, dedupe_key, job) values ($1, $2, $3)",
        [(schema, key, json.dumps(job)) for key, job in jobs],
    )


async def release(cell: asyncpg.Connection, schema: str) -> int:
    """Give the jobs put aside to the queue; says how many there were."""
    done: str = await cell.execute(_UNPARK, schema)
    return int(done.rpartition(" ")[2])


async def _soon(cell: asyncpg.Connection, change: Callable[[], Awaitable[None]], patience: float) -> None:
    async def refused() -> bool:
        try:
            async with cell.transaction():
                await cell.execute(f"set local lock_timeout = '{_LOCK_PATIENCE}'")
                await change()
        except asyncpg.LockNotAvailableError:
            return True
        return False

    await _until_not(refused, patience, "somebody holds a lock on the tenant's tables")


async def _until_not(look: Callable[[], Awaitable[bool]], patience: float, problem: str) -> None:
    end = asyncio.get_running_loop().time() + patience
    while await look():
        if asyncio.get_running_loop().time() > end:
            raise MoveError(f"{problem} after {patience:.0f} s")
        await asyncio.sleep(_PAUSE_SECONDS)
