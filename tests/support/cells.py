"""A product with two cells, each a PostgreSQL server of its own, and ways to look into both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from huiyin.platform.settings import Settings
from huiyin.road.people import eventually
from huiyin_migrations.runner import plain_dsn


class Killed(BaseException):
    """The end of a process: nothing that handles errors sees it."""


class Cells:
    """Both databases, as the owner sees them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @asynccontextmanager
    async def at(self, cell: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(plain_dsn(self.settings.owner_addresses()[cell]))
        try:
            yield connection
        finally:
            await connection.close()

    async def ask(self, cell: str, query: str, *arguments: Any) -> Any:
        """One value."""
        async with self.at(cell) as connection:
            return await connection.fetchval(query, *arguments)

    async def jobs(self, cell: str) -> int:
        """How many jobs are in a cell's queue, of whatever state; those of a later day are not."""
        due = "select count(*) from queue.pgqueuer where execute_after < now() + interval '1 hour'"
        return int(await self.ask(cell, due))

    async def settled(self, cell: str) -> None:
        """Wait until a cell's queue is empty."""

        async def look() -> bool | None:
            return True if await self.jobs(cell) == 0 else None

        await eventually(look, f"an empty queue in {cell}")

    async def row(self, slug: str) -> asyncpg.Record:
        """A tenant's row of the directory."""
        async with self.at("main") as connection:
            return await connection.fetchrow("select * from shared.tenants where slug = $1", slug)

    async def trace(self, cell: str, schema: str) -> dict[str, int]:
        """What there is of a tenant in a cell."""
        counts = {
            "schema": "select count(*) from pg_namespace where nspname = $1",
            "role": "select count(*) from pg_roles where rolname = $1",
            "row": "select count(*) from shared.tenants t, shared.this_cell c"
            " where t.schema_name = $1 and t.cell = c.name",
            "jobs": "select count(*) from queue.pgqueuer where convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1",
            "parked": "select count(*) from queue.parked where schema_name = $1",
        }
        return {what: int(await self.ask(cell, query, schema)) for what, query in counts.items()}
