"""Nobody in a test takes time to read."""

import asyncpg
from huiyin.platform.settings import Settings


async def read_at_once(settings: Settings) -> None:
    """Let every tenant of an installation go on who has seen all pages of a contract, as its administrator could."""
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        here = "select schema_name from shared.tenants where to_regclass(schema_name || '.tenant_settings') is not null"
        for row in await connection.fetch(here):  # one may have moved to another cell, or be half made
            await connection.execute(f"update {row[0]}.tenant_settings set reading_seconds = 0")  # noqa: S608
    finally:
        await connection.close()
