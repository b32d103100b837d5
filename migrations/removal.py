"""Taking a tenant's schema and role away, and leaving a tombstone."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from .carrying import drop_schema
from .cells import connected

_BEGIN = """
update shared.tenants set status = 'deleting', status_since = now()
where id = $1 and status in ('closing', 'deleting', 'provisioning')
"""
_UNQUEUE = "delete from queue.pgqueuer where tenant = $1"


async def begin_removal(owner_url: str, id_: UUID, cell_url: str = "") -> None:
    """Close every door: from now on no host, no job and no link leads to the tenant. Beginning twice changes nothing.

    `cell_url` is the owner's address of the cell it lives in, where that is another than the directory's.

    Raises:
        LookupError: it is not closing, or is being moved.
    """
    async with connected(owner_url) as directory:
        done = await directory.execute(_BEGIN + " and moving_to is null", id_)
    if done == "UPDATE 0":
        raise LookupError(f"tenant {id_} is not closing")
    if cell_url:
        async with connected(cell_url) as cell:
            await cell.execute(_BEGIN, id_)


async def finish_removal(
    owner_url: str, id_: UUID, *, by: str, at: datetime, objects: dict[str, Any], cell_url: str = ""
) -> dict[str, Any]:
    """Drop schema and role, empty the queue of the tenant, and turn its row into a tombstone.

    One transaction; two where it lives in another cell: that one leaves its certificate there first, so that who comes
    after a kill finds it. `objects` says what was deleted from the object store and what must stay.

    Returns:
        The certificate of deletion.

    Raises:
        LookupError: it is not being deleted.
    """
    async with connected(owner_url) as directory:
        if cell_url:
            async with connected(cell_url) as cell, cell.transaction():
                certificate = await _remove(cell, id_, by, at, objects)
            async with directory.transaction():
                await _bury(directory, id_, by, certificate)
            async with connected(cell_url) as cell:
                await cell.execute("delete from shared.tombstones where id = $1", id_)
        else:
            async with directory.transaction():
                certificate = await _remove(directory, id_, by, at, objects)
                await _bury(directory, id_, by, certificate)
    return certificate


async def _remove(
    cell: asyncpg.Connection, id_: UUID, by: str, at: datetime, objects: dict[str, Any]
) -> dict[str, Any]:
    """Take everything away from the cell and leave the certificate."""
    await cell.execute("set local lock_timeout = '10s'")
    row = await cell.fetchrow(
        "select number, slug, schema_name from shared.tenants where id = $1 and status = 'deleting' for update",
        id_,
    )
    if row is None:
        left = await cell.fetchval("select certificate from shared.tombstones where id = $1", id_)
        if left is None:
            raise LookupError(f"tenant {id_} is not being deleted")
        kept: dict[str, Any] = json.loads(left)
        return kept
    certificate = await _certificate(cell, id_, row, by, at, objects)
    await cell.execute(_UNQUEUE, row["schema_name"])
    await drop_schema(cell, row["schema_name"])
    await _engrave(cell, id_, row, certificate)
    await cell.execute("delete from shared.tenants where id = $1", id_)
    return certificate


async def _bury(directory: asyncpg.Connection, id_: UUID, by: str, certificate: dict[str, Any]) -> None:
    """Take the tenant out of the directory; once."""
    row = await directory.fetchrow(
        "delete from shared.tenants where id = $1 returning number, slug, schema_name", id_
    )
    if row is not None:
        await _engrave(directory, id_, row, certificate)
    await directory.execute("delete from shared.signups where tenant_id = $1", id_)
    await directory.execute(
        "insert into shared.operator_log (actor, action, tenant_id, data, origin)"
        " values ($1, 'tenant.deleted', $2, $3, $4) on conflict (origin) do nothing",
        by, id_, json.dumps({"certificate": certificate["sha256"]}), f"deleted:{id_}",
    )  # fmt: skip


async def _engrave(
    connection: asyncpg.Connection, id_: UUID, row: asyncpg.Record, certificate: dict[str, Any]
) -> None:
    await connection.execute(
        "insert into shared.tombstones (id, number, slug, schema_name, deleted_at, certificate) "
        "values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
        id_, row["number"], row["slug"], row["schema_name"], datetime.fromisoformat(certificate["deleted_at"]),
        json.dumps(certificate),
    )  # fmt: skip


async def _certificate(
    connection: asyncpg.Connection,
    id_: UUID,
    row: asyncpg.Record,
    by: str,
    at: datetime,
    objects: dict[str, Any],
) -> dict[str, Any]:
    schema = row["schema_name"]
    tables = await connection.fetch(
        "select tablename from pg_tables where schemaname = $1 order by 1", schema
    )
    counts: dict[str, int] = {}
    for (table,) in tables:
        counts[table] = await connection.fetchval(f'select count(*) from "{schema}"."{table}"')  # noqa: S608 – our own names
    head = await connection.fetchrow(f'select seq, hash from "{schema}".audit_head')  # noqa: S608
    certificate = {
        "v": 1,
        "tenant": str(id_),
        "address": row["slug"],
        "schema": schema,
        "deleted_at": at.isoformat(),
        "by": by,
        "rows": counts,
        "chain": {"events": head["seq"], "head": head["hash"].hex()} if head is not None else None,
        "objects": objects,
    }
    body = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return certificate | {"sha256": hashlib.sha256(body.encode()).hexdigest()}
