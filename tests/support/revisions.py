"""A tenant as an earlier release left it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import huiyin_migrations
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin_migrations.making import _role_and_schema
from huiyin_migrations.runner import plain_dsn
from huiyin_migrations.scripts import Scripts


def until(folder: Path, last: str) -> Scripts:
    """The tenants' revisions as far as `last`."""
    versions = folder / last / "versions"
    versions.mkdir(parents=True)
    for file in (Path(huiyin_migrations.__file__).parent / "tenant" / "versions").glob("*.py"):
        if file.name[:4] <= last:
            (versions / file.name).write_text(file.read_text("utf-8"))
    return Scripts(versions.parent)


@asynccontextmanager
async def tenant_at(settings: Settings, folder: Path, revision: str) -> AsyncIterator[asyncpg.Connection]:
    """A schema of that revision, in a transaction that is taken back."""
    connection = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    transaction = connection.transaction()
    await transaction.start()
    try:
        schema = f"t_{new_id().hex[-12:]}"
        await connection.execute(_role_and_schema(schema))
        await connection.execute("select set_config('search_path', $1, true)", schema)
        await connection.execute(until(folder, revision).sql(None))
        # What a row refers to is of no matter here.
        await connection.execute("set local session_replication_role = replica")
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()
