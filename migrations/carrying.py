"""A tenant's schema in another database: made, filled table by table, compared byte by byte, dropped where it was."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg

from .cells import copy_row
from .gates import MoveError, park, parked
from .making import make_schema

Sums = dict[str, list[Any]]
"""Of each table: how many rows it has, and the SHA-256 of all of them as COPY writes them."""
Progress = Callable[[str, int, int], None]
_AHEAD = 8  # pieces read that are not written yet
_VERSION = "alembic_version"  # made with the schema
_TABLES = """
select c.relname, array_agg(a.attname::text order by a.attname),
       array_agg(format_type(a.atttypid, a.atttypmod) order by a.attname)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind = 'r' and c.relnamespace = to_regnamespace($1) and a.attgenerated = '' and c.relname <> $2
group by c.relname order by c.relname
"""
_LINKS = """
select conrelid::regclass::text as on_table, conname, pg_get_constraintdef(oid) as means
from pg_constraint where contype = 'f' and connamespace = to_regnamespace($1) order by 1, 2
"""
_SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = $1 order by 1"
# Rows come out in the order they were put in only if no scan begins in the middle.
_ONE_MOMENT = "set local synchronize_seqscans = off"
_ROLE_ELSEWHERE = """
select exists (select from pg_shdepend where refclassid = 'pg_authid'::regclass and refobjid = to_regrole($1)
  and dbid not in (0, (select oid from pg_database where datname = current_database())))
"""


async def carry(
    source: asyncpg.Connection,
    target: asyncpg.Connection,
    schema: str,
    row: dict[str, Any],
    domains: list[dict[str, Any]],
    progress: Progress = lambda *_: None,
) -> Sums:
    """Make the tenant in `target` as it is in `source`, frozen there: all of it or nothing.

    `row` is its row of the directory and `domains` its domains; with no row the target has the directory itself.
    What an attempt before left in the target is taken away first.

    Raises:
        MoveError: the schema is not what this release makes.
    """
    async with source.transaction(isolation="repeatable_read", readonly=True), target.transaction():
        await source.execute(_ONE_MOMENT)
        await _take_away(target, schema, row=bool(row))
        if row:
            await copy_row(target, row, domains)
        await make_schema(target, schema)
        tables = await _tables(source, schema)
        if tables != await _tables(target, schema):
            raise MoveError("its tables are not those of this release; migrate it first")
        links = await target.fetch(_LINKS, schema)
        for link in links:
            await target.execute(f'alter table {link["on_table"]} drop constraint "{link["conname"]}"')
        listed = ", ".join(f'"{schema}"."{table}"' for table in tables)
        await target.execute(
            f"truncate {listed}"
        )  # what the migrations themselves put there comes with the rest
        sums: Sums = {}
        for number, (table, (columns, _types)) in enumerate(tables.items(), start=1):
            sums[table] = await _pour(source, target, schema, table, columns)
            progress(table, number, len(tables))
        for link in links:
            await target.execute(
                f'alter table {link["on_table"]} add constraint "{link["conname"]}" {link["means"]}'
            )
        for name, value in await source.fetch(_SEQUENCES, schema):
            if value is not None:
                await target.execute("select setval($1::regclass, $2)", f'"{schema}"."{name}"', value)
        await park(target, schema, await parked(source, schema))
        await target.execute(f"analyze {listed}")
    return sums


async def sums_of(cell: asyncpg.Connection, schema: str) -> Sums:
    """Read all of a tenant's tables again."""
    sums: Sums = {}
    async with cell.transaction(isolation="repeatable_read", readonly=True):
        await cell.execute(_ONE_MOMENT)
        for table, (columns, _types) in (await _tables(cell, schema)).items():
            digest = hashlib.sha256()

            async def add(data: bytes, digest: Any = digest) -> None:
                digest.update(data)

            done: str = await cell.copy_from_query(_rows(schema, table, columns), output=add, format="binary")
            sums[table] = [int(done.rpartition(" ")[2]), digest.hexdigest()]
    return sums


async def leave(cell: asyncpg.Connection, schema: str, *, row: bool) -> None:
    """Drop a tenant's schema and role in a cell where it does not live; with `row` its row's copy, too.

    Raises:
        MoveError: work of it is left there.
    """
    async with cell.transaction():
        await cell.execute("set local lock_timeout = '10s'")
        left = "select count(*) from queue.pgqueuer where tenant = $1"
        if await cell.fetchval(left, schema):
            raise MoveError("jobs of the tenant are left in its old cell")
        await _take_away(cell, schema, row=row)


async def drop_schema(cell: asyncpg.Connection, schema: str) -> None:
    """Drop schema and role; the role stays where another database of the same server needs it."""
    await cell.execute(f'drop schema if exists "{schema}" cascade')
    if not await cell.fetchval(_ROLE_ELSEWHERE, schema):
        await cell.execute(f'drop role if exists "{schema}"')


async def _take_away(cell: asyncpg.Connection, schema: str, *, row: bool) -> None:
    await cell.execute("delete from queue.parked where schema_name = $1", schema)
    await drop_schema(cell, schema)
    if row:
        await cell.execute("delete from shared.tenants where schema_name = $1", schema)


async def _tables(cell: asyncpg.Connection, schema: str) -> dict[str, tuple[list[str], list[str]]]:
    rows = await cell.fetch(_TABLES, schema, _VERSION)
    return {name: (list(columns), list(types)) for name, columns, types in rows}


def _rows(schema: str, table: str, columns: list[str]) -> str:
    listed = ", ".join(f'"{column}"' for column in columns)
    return f'select {listed} from "{schema}"."{table}"'  # noqa: S608 – names of the catalogue


async def _pour(
    source: asyncpg.Connection, target: asyncpg.Connection, schema: str, table: str, columns: list[str]
) -> list[Any]:
    """COPY out of one database into the other, as fast as the slower of them."""
    pieces: asyncio.Queue[bytes] = asyncio.Queue(_AHEAD)
    digest = hashlib.sha256()

    async def take(data: bytes) -> None:
        digest.update(data)
        await pieces.put(data)

    async def read() -> None:
        await source.copy_from_query(_rows(schema, table, columns), output=take, format="binary")
        await pieces.put(b"")

    async def give() -> AsyncIterator[bytes]:
        while piece := await pieces.get():
            yield piece

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        written = group.create_task(
            target.copy_to_table(table, schema_name=schema, columns=columns, source=give(), format="binary")
        )
    return [int(written.result().rpartition(" ")[2]), digest.hexdigest()]
