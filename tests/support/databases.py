"""A database of its own beside the product's, on the same server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from huiyin.platform.settings import Settings
from huiyin_migrations.cells import connected, migrate_cells
from huiyin_migrations.runner import migrate_shared
from sqlalchemy import make_url

_SCHEMAS = "select schema_name from shared.tenants union all select name from shared.spares"


@asynccontextmanager
async def empty_database(settings: Settings) -> AsyncIterator[str]:
    """The owner's address of a database with a directory and no tenants; gone afterwards, with the tenants' roles."""
    name = f"beside_{uuid4().hex[:12]}"
    url = settings.database_owner_url.replace("/huiyin?", f"/{name}?")
    async with connected(settings.database_owner_url) as admin:
        await admin.execute(f"create database {name}")
        await migrate_shared(url)
        try:
            yield url
        finally:
            async with connected(url) as connection:
                schemas = [row[0] for row in await connection.fetch(_SCHEMAS)]
            await admin.execute(f"drop database {name} with (force)")
            for schema in schemas:
                await admin.execute(f"drop role {schema}")


@asynccontextmanager
async def own_database(ours: Settings) -> AsyncIterator[Settings]:
    """Settings for an empty, migrated database beside the product's, at which no worker and no steward looks."""
    async with empty_database(ours) as url:
        name = make_url(url).database
        fields = ("database_url", "database_worker_url", "database_owner_url")
        settings = replace(
            ours, **{one: getattr(ours, one).replace("/huiyin?", f"/{name}?") for one in fields}
        )
        await migrate_cells(settings.owner_addresses())  # the directory knows where tenants can be made
        yield settings
