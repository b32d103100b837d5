"""django-tenants' `migrate_schemas` over as many schemas with the same tables, adding a column everywhere."""

import asyncio
import time
from pathlib import Path

from huiyin.platform.settings import Settings

from .stand import add_tenants, make_database, manage


def migrate_schemas(settings: Settings, state: Path, count: int) -> float:
    """Seconds of `migrate_schemas --tenant --executor=multiprocessing` over `count` schemas that are at 0001."""
    env = asyncio.run(_prepare(settings, state, count))
    began = time.perf_counter()
    manage(env, "migrate_schemas", "--tenant", "--executor=multiprocessing")
    return time.perf_counter() - began


async def _prepare(settings: Settings, state: Path, count: int) -> dict[str, str]:
    env = await make_database(settings, state / "tables.sql")
    schemas = [f"d_{number}" for number in range(count)]
    await add_tenants(settings, schemas, [f"firm-{number}.localhost" for number in range(count)])
    return env
