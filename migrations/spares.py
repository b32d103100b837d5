"""Schemas made ahead, so that a new tenant does not wait for its tables: it takes one over by giving it its name.

A spare is what a tenant is on its first day – role, schema, tables at head – under a name nobody knows: no row of the
directory leads there. `keep_spares` fills the stock up; whoever finds it empty makes the tables itself (`making.py`).
"""

import secrets

import asyncpg

from .carrying import drop_schema
from .making import make_schema
from .runner import plain_dsn, tenant_head

_STALE = "delete from shared.spares where name = (select name from shared.spares where revision <> $1 limit 1) returning name"
# One at a time: two that count at one moment would both make what is missing.
_ALONE = "select pg_advisory_lock(hashtextextended('spares', 0))"


async def keep_spares(owner_url: str, wanted: int) -> int:
    """Bring the stock of a cell to `wanted`; spares of an earlier release are taken away. Returns how many were made.

    Each is made in a transaction of its own: killed in the middle, the stock is what it says it is.
    """
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        await connection.execute(_ALONE)
        while await _drop_stale(connection):
            pass
        missing = wanted - int(await connection.fetchval("select count(*) from shared.spares"))
        for _number in range(missing):
            await _make(connection)
        return max(missing, 0)
    finally:
        await connection.close()


async def _make(connection: asyncpg.Connection) -> None:
    name = f"spare_{secrets.token_hex(6)}"
    async with connection.transaction():
        await make_schema(connection, name)
        await connection.execute("insert into shared.spares values ($1, $2)", name, tenant_head())


async def _drop_stale(connection: asyncpg.Connection) -> bool:
    async with connection.transaction():
        name = await connection.fetchval(_STALE, tenant_head())
        if name is not None:
            await drop_schema(connection, name)
    return name is not None
