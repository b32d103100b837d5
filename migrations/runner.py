"""Brings a database to the newest revision: the directory first, then every tenant, each in its own transaction.

A tenant's change is generated once per start revision as SQL and sent as one query: the version row, the DDL and
the lock are one transaction, so a killed run is simply started again.
"""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import asyncpg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

_HERE = Path(__file__).parent
_LOCK = "select pg_advisory_xact_lock(hashtextextended('migrate:' || current_schema(), 0))"
_PARALLEL = 2


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """How many tenants were moved to head, and which failed with what."""

    migrated: int
    failed: dict[str, str]


def _scripts(which: str) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_HERE / which))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


@lru_cache
def tenant_head() -> str:
    """The newest revision of a tenant's schema."""
    head = _scripts("tenant").get_current_head()
    if head is None:
        raise RuntimeError("no tenant migrations found")
    return head


@lru_cache
def tenant_sql(start: str | None) -> str:
    """The SQL that takes a tenant's schema from revision `start` (None: an empty schema) to head."""
    scripts = _scripts("tenant")
    buffer = io.StringIO()
    context = EnvironmentContext(
        Config(),
        scripts,
        fn=lambda _rev, _context: scripts._upgrade_revs("head", start or "base"),
    )
    with context:
        context.configure(
            dialect_name="postgresql",
            as_sql=True,
            output_buffer=buffer,
            starting_rev=start,
            transactional_ddl=False,
        )
        context.run_migrations()
    return buffer.getvalue()


async def migrate_shared(owner_url: str) -> None:
    """Bring the directory, the roles and the queue to head."""

    def upgrade(connection: Connection) -> None:
        connection.execute(text("set local lock_timeout = '5s'"))
        connection.execute(text("create schema if not exists shared"))
        scripts = _scripts("shared")
        context = EnvironmentContext(
            Config(),
            scripts,
            fn=lambda rev, _context: scripts._upgrade_revs("head", rev),
        )
        with context:
            context.configure(
                connection=connection,
                version_table_schema="shared",
                transactional_ddl=True,
            )
            context.run_migrations()

    engine = create_async_engine(owner_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("select pg_advisory_xact_lock(7305112)"))
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


async def migrate_tenants(
    owner_url: str, progress: Callable[[str, int, int], None] = lambda *_: None
) -> MigrationResult:
    """Bring every tenant that is not at head there; one failing tenant does not stop the rest."""
    async with asyncpg.create_pool(plain_dsn(owner_url), min_size=1, max_size=_PARALLEL) as pool:
        rows = await pool.fetch(
            "select schema_name from shared.tenants where revision <> $1 order by schema_name",
            tenant_head(),
        )
        failed: dict[str, str] = {}
        gate = asyncio.Semaphore(_PARALLEL)
        done = 0

        async def one(schema: str) -> None:
            nonlocal done
            async with gate, pool.acquire() as connection:
                try:
                    await _migrate_one(connection, schema)
                except (asyncpg.PostgresError, OSError) as problem:
                    failed[schema] = str(problem)
                done += 1
                progress(schema, done, len(rows))

        await asyncio.gather(*(one(row["schema_name"]) for row in rows))
    return MigrationResult(len(rows) - len(failed), failed)


async def _migrate_one(connection: "asyncpg.pool.PoolConnectionProxy", schema: str) -> None:
    async with connection.transaction():
        await connection.execute("select set_config('search_path', $1, true)", schema)
        await connection.execute("set local lock_timeout = '3s'")
        await connection.execute(_LOCK)
        revision = await connection.fetchval("select version_num from alembic_version")
        if revision != tenant_head():
            await connection.execute(tenant_sql(revision))
        await connection.execute(
            "update shared.tenants set revision = $1 where schema_name = $2",
            tenant_head(),
            schema,
        )


async def create_tenant_schema(owner_url: str, *, id_: UUID, slug: str, name: str) -> str:
    """Make a tenant's role, schema and tables at head and enter it in the directory, in one transaction.

    Returns:
        The schema's name.

    Raises:
        asyncpg.UniqueViolationError: the slug is taken.
    """
    schema = "t_" + id_.hex[-12:]
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        async with connection.transaction():
            await connection.execute(
                "insert into shared.tenants (id, slug, schema_name, name, revision) values ($1, $2, $3, $4, $5)",
                id_, slug, schema, name, tenant_head(),
            )  # fmt: skip
            await connection.execute(_role_and_schema(schema))
            await connection.execute("select set_config('search_path', $1, true)", schema)
            await connection.execute(tenant_sql(None))
    finally:
        await connection.close()
    return schema


def _role_and_schema(schema: str) -> str:
    return (
        f"create role {schema} nologin inherit in role huiyin_tenant;"
        f"create schema {schema};"
        f"grant usage on schema {schema} to {schema};"
        f"grant {schema} to huiyin_app with inherit false, set true;"
        f"grant {schema} to huiyin_worker with inherit false, set true;"
    )


def plain_dsn(url: str) -> str:
    """An SQLAlchemy URL as asyncpg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
