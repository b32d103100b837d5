"""Taking a tenant's schema and role away, and leaving a tombstone."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from .runner import plain_dsn


async def begin_removal(owner_url: str, id_: UUID) -> None:
    """Close every door: from now on no host, no job and no link leads to the tenant. Beginning twice changes nothing.

    Raises:
        LookupError: it is not closing.
    """
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        done = await connection.execute(
            "update shared.tenants set status = 'deleting', status_since = now() "
            "where id = $1 and status in ('closing', 'deleting', 'provisioning')",
            id_,
        )
    finally:
        await connection.close()
    if done == "UPDATE 0":
        raise LookupError(f"tenant {id_} is not closing")


async def finish_removal(
    owner_url: str, id_: UUID, *, by: str, at: datetime, objects: dict[str, Any]
) -> dict[str, Any]:
    """Drop schema and role, empty the queue of the tenant, and turn its row into a tombstone, in one transaction.

    `objects` says what was deleted from the object store and what must stay. Returns the certificate of deletion.
    """
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        async with connection.transaction():
            await connection.execute("set local lock_timeout = '10s'")
            row = await connection.fetchrow(
                "select number, slug, schema_name from shared.tenants where id = $1 and status = 'deleting' for update",
                id_,
            )
            if row is None:
                raise LookupError(f"tenant {id_} is not being deleted")
            certificate = await _certificate(connection, id_, row, by, at, objects)
            await _drop(connection, row["schema_name"])
            await connection.execute(
                "insert into shared.tombstones (id, number, slug, schema_name, deleted_at, certificate) "
                "values ($1, $2, $3, $4, $5, $6)",
                id_, row["number"], row["slug"], row["schema_name"], at, json.dumps(certificate),
            )  # fmt: skip
            await connection.execute("delete from shared.signups where tenant_id = $1", id_)
            await connection.execute("delete from shared.tenants where id = $1", id_)
            await connection.execute(
                "insert into shared.operator_log (actor, action, tenant_id, data) values ($1, 'tenant.deleted', $2, $3)",
                by, id_, json.dumps({"certificate": certificate["sha256"]}),
            )  # fmt: skip
    finally:
        await connection.close()
    return certificate


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


async def _drop(connection: asyncpg.Connection, schema: str) -> None:
    await connection.execute(
        "delete from queue.pgqueuer where convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1", schema
    )
    await connection.execute(f'drop schema "{schema}" cascade')
    await connection.execute(f'drop role "{schema}"')
