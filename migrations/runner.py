"""Brings a database to the newest revision: the directory first, then every tenant, each in its own transaction.

A tenant's change is generated once per start revision as SQL and sent as one query: the version row, the DDL and
the lock are one transaction, so a killed run is simply started again. Which tenants are at head is one query on the
directory. What failed is kept in `shared.migration_failures` until it succeeds; `status.py` reads it.

Changes are expand/contract: the code of the revision before runs on the new schema, so web and workers need not stop. The
exceptions are the releases of tenant revisions 0017 to 0019 (docs/decisions/0029), and of 0034, whose templates the code before
cannot read: it makes no contracts until it is replaced (docs/decisions/0057).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import asyncpg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from .scripts import SHARED, TENANT, Scripts

PARALLEL = 4
LOCK_PATIENCE_MS = 3_000
# Seconds before each round: a tenant whose tables are held by a long transaction is tried again after the others.
_ROUNDS = (0.0, 1.0, 5.0, 15.0)
# No wait for the disk at each tenant's commit: version row and DDL are lost or kept together, and one write at the
# end of the run waits for all of them.
_ENTER = """
select set_config('search_path', $1, true), set_config('lock_timeout', $2, true),
       set_config('synchronous_commit', 'off', true),
       pg_advisory_xact_lock(hashtextextended('migrate:' || $1, 0))
"""
_DONE = """
with healed as (delete from shared.migration_failures where schema_name = $2)
update shared.tenants set revision = $1 where schema_name = $2
"""
_BEHIND = """
select schema_name from shared.tenants
where revision <> $1 and cell = (select name from shared.this_cell) and gate = 'open' order by schema_name
"""
_NAME_CELL = text("insert into shared.this_cell (id, name) values (1, :cell) on conflict do nothing")
_THIS_CELL = text("select name from shared.this_cell")
_ON_DISK = "select pg_logical_emit_message(true, 'huiyin', 'tenants migrated')"
_FAILED = """
insert into shared.migration_failures (schema_name, wanted, error, attempts) values ($1, $2, $3, 1)
on conflict (schema_name) do update
set wanted = excluded.wanted, error = excluded.error, last_at = now(),
    attempts = migration_failures.attempts + 1
"""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """How many tenants were moved to head, and which failed with what."""

    migrated: int
    failed: dict[str, str]


def tenant_head() -> str:
    """The newest revision of a tenant's schema."""
    return TENANT.head


def tenant_sql(start: str | None) -> str:
    """The SQL that takes a tenant's schema from revision `start` (None: an empty schema) to head."""
    return TENANT.sql(start)


class WrongCellError(RuntimeError):
    """An address leads to the database of another cell: two names would share it."""


async def migrate_shared(owner_url: str, cell: str = "main") -> None:
    """Bring the directory, the roles and the queue of a cell to head; an empty database becomes the cell `cell`.

    Raises:
        WrongCellError: the database is another cell's.
    """

    def upgrade(connection: Connection) -> None:
        connection.execute(text("set local lock_timeout = '5s'"))
        connection.execute(text("create schema if not exists shared"))
        scripts = SHARED.directory
        context = EnvironmentContext(
            Config(),
            scripts,
            fn=lambda revision, _context: scripts._upgrade_revs("head", revision),
        )
        with context:
            context.configure(
                connection=connection,
                version_table_schema="shared",
                transactional_ddl=True,
            )
            context.run_migrations()
        connection.execute(_NAME_CELL, {"cell": cell})
        if (known := connection.execute(_THIS_CELL).scalar_one()) != cell:
            raise WrongCellError(f"the address of cell {cell} leads to the database of cell {known}")

    engine = create_async_engine(owner_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("select pg_advisory_xact_lock(7305112)"))
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


async def migrate_tenants(
    owner_url: str,
    progress: Progress = lambda *_: None,
    *,
    scripts: Scripts = TENANT,
    rounds: Sequence[float] = _ROUNDS,
) -> MigrationResult:
    """Bring every tenant that is not at head there; one failing tenant does not stop the rest.

    Who cannot get a lock within `LOCK_PATIENCE_MS` is tried again after the others, after each of the pauses in
    `rounds` (seconds). Whoever fails is entered in `shared.migration_failures`.
    """
    async with asyncpg.create_pool(plain_dsn(owner_url), min_size=1, max_size=PARALLEL) as pool:
        run = _Run(pool, scripts, progress)
        behind = await pool.fetch(_BEHIND, scripts.head)
        waiting = [row["schema_name"] for row in behind]
        run.total = len(waiting)
        for pause in rounds:
            if not waiting:
                break
            await asyncio.sleep(pause)
            waiting = await run.round(waiting)
        if run.done:
            await pool.execute(_ON_DISK)
    return MigrationResult(run.done, run.failed)


class _Run:
    """One run over the tenants that are behind."""

    def __init__(self, pool: "asyncpg.Pool", scripts: Scripts, progress: Progress) -> None:
        self._pool, self._scripts, self._progress = pool, scripts, progress
        self.failed: dict[str, str] = {}
        self.done = self.total = 0

    async def round(self, schemas: Sequence[str]) -> list[str]:
        """Try each once, some at a time; the answer is who could not get a lock."""
        queue = iter(schemas)
        locked: list[str] = []

        async def work() -> None:
            async with self._pool.acquire() as connection:
                for schema in queue:
                    if not await self._one(connection, schema):
                        locked.append(schema)

        await asyncio.gather(*(work() for _number in range(min(PARALLEL, len(schemas)))))
        return locked

    async def _one(self, connection: "asyncpg.pool.PoolConnectionProxy", schema: str) -> bool:
        """False: somebody holds a lock, it is worth trying again."""
        try:
            await self._migrate(connection, schema)
        except asyncpg.PostgresError as problem:
            self.failed[schema] = f"{problem.sqlstate}: {problem}"
            await connection.execute(_FAILED, schema, self._scripts.head, self.failed[schema])
            return not isinstance(problem, asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError)
        self.failed.pop(schema, None)
        self.done += 1
        self._progress(schema, self.done, self.total)
        return True

    async def _migrate(self, connection: "asyncpg.pool.PoolConnectionProxy", schema: str) -> None:
        async with connection.transaction():
            await connection.execute(_ENTER, schema, f"{LOCK_PATIENCE_MS}ms")
            revision = await connection.fetchval("select version_num from alembic_version")
            if revision != self._scripts.head:
                await connection.execute(self._scripts.sql(revision))
            await connection.execute(_DONE, self._scripts.head, schema)


def plain_dsn(url: str) -> str:
    """An SQLAlchemy URL as asyncpg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
