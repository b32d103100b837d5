"""Several databases: bringing all of them to head, and entering tenants in the directory and where they live.

The directory is in cell `main`. What a cell keeps of a tenant is a copy of its row, which the doors there need.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from .making import MAIN, enter_tenant, furnish_schema
from .runner import (
    MigrationResult,
    WrongCellError,
    migrate_shared,
    migrate_tenants,
    plain_dsn,
)
from .status import Status, migration_status

_KNOWN = "insert into shared.cells (name) select unnest($1::text[]) on conflict do nothing"
_TELL_REVISIONS = """
update shared.tenants t set revision = n.revision
from unnest($1::text[], $2::text[]) as n (schema_name, revision)
where t.schema_name = n.schema_name and t.cell = $3 and t.revision <> n.revision
"""
_COPY_ROW = "insert into shared.tenants overriding system value select * from jsonb_populate_record(null::shared.tenants, $1)"
_COPY_DOMAINS = "insert into shared.tenant_domains select * from jsonb_populate_recordset(null::shared.tenant_domains, $1)"
_AWAY = (OSError, asyncpg.PostgresError, WrongCellError)
Progress = Callable[[str, int, int], None]


@asynccontextmanager
async def connected(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner's."""
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        yield connection
    finally:
        await connection.close()


async def migrate_cells(
    addresses: Mapping[str, str], progress: Progress = lambda *_: None
) -> dict[str, MigrationResult | Exception]:
    """Bring every cell to head, `main` first; an empty database becomes a cell. One that is away stops no other.

    Returns:
        What was done in each cell, or why it could not be reached.
    """
    await migrate_shared(addresses[MAIN])
    done: dict[str, MigrationResult | Exception] = {MAIN: await migrate_tenants(addresses[MAIN], progress)}
    for name, url in addresses.items():
        if name != MAIN:
            try:
                await migrate_shared(url, name)
                done[name] = await migrate_tenants(url, progress)
                await _tell_revisions(addresses[MAIN], url, name)
            except _AWAY as problem:
                done[name] = problem
    async with connected(addresses[MAIN]) as directory:
        await directory.execute(
            _KNOWN, [name for name, one in done.items() if isinstance(one, MigrationResult)]
        )
    return done


async def cells_status(addresses: Mapping[str, str]) -> dict[str, Status | Exception]:
    """Where the tenants of every cell stand, or why that cannot be said."""
    found: dict[str, Status | Exception] = {}
    for name, url in addresses.items():
        try:
            found[name] = await migration_status(url)
        except _AWAY as problem:
            found[name] = problem
    return found


async def reserve_tenant(owner_url: str, *, id_: UUID, slug: str, name: str, cell: str) -> str:
    """Enter a tenant in the directory, before it is made in its cell; returns its schema's name.

    Raises:
        asyncpg.UniqueViolationError: the slug is taken.
    """
    async with connected(owner_url) as directory:
        return await enter_tenant(directory, id_=id_, slug=slug, name=name, cell=cell)


async def make_tenant_in_cell(owner_url: str, cell_url: str, id_: UUID) -> None:
    """Make role, schema and tables of a tenant of the directory in its cell, in one transaction; once."""
    async with connected(owner_url) as directory, connected(cell_url) as cell:
        row, _domains = await directory_row(directory, id_)
        async with cell.transaction():
            await cell.execute(
                "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"make:{row['schema_name']}"
            )
            if await cell.fetchval("select 1 from shared.tenants where id = $1", id_) is None:
                await copy_row(cell, row, [])
                await furnish_schema(cell, row["schema_name"])


async def directory_row(
    directory: asyncpg.Connection, id_: UUID
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A tenant's row and its domains, as JSON.

    Raises:
        LookupError: there is no such tenant.
    """
    row = await directory.fetchval("select to_jsonb(t) from shared.tenants t where id = $1", id_)
    if row is None:
        raise LookupError(f"there is no tenant {id_}")
    domains = await directory.fetchval(
        "select coalesce(jsonb_agg(d), '[]') from shared.tenant_domains d where tenant_id = $1", id_
    )
    return json.loads(row), json.loads(domains)


async def copy_row(cell: asyncpg.Connection, row: dict[str, Any], domains: list[dict[str, Any]]) -> None:
    """Enter the copy of a row of the directory in a cell."""
    here = {**row, "gate": "open", "moving_to": None}
    await cell.execute(_COPY_ROW, json.dumps(here))
    await cell.execute(_COPY_DOMAINS, json.dumps(domains))


async def _tell_revisions(owner_url: str, cell_url: str, name: str) -> None:
    async with connected(cell_url) as cell, connected(owner_url) as directory:
        rows = await cell.fetch("select schema_name, revision from shared.tenants")
        await directory.execute(_TELL_REVISIONS, [row[0] for row in rows], [row[1] for row in rows], name)
