"""The wall between tenants, on a real PostgreSQL."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from huiyin.platform.db import Database
from huiyin.platform.queue import enqueue
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.platform.tenancy.directory import TenantDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """One connection: what a transaction left behind would meet the next one."""
    opened = Database(settings.database_url, pool_size=1)
    yield opened
    await opened.close()


@pytest.fixture
async def both(database: Database, settings: Settings) -> tuple[Tenant, Tenant]:
    directory = TenantDirectory(database, settings)
    found = {tenant.slug: tenant for tenant in await directory.all()}
    return found["acme"], found["globex"]


async def test_the_login_role_alone_reads_nothing(database: Database, both: tuple[Tenant, Tenant]) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.shared() as session:
            await session.execute(text(f"select * from {both[0].schema}.persons"))  # noqa: S608


async def test_a_schema_written_into_a_query_is_refused(
    database: Database, both: tuple[Tenant, Tenant]
) -> None:
    acme, globex = both
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.tenant(globex) as session:
            await session.execute(text(f"select * from {acme.schema}.persons"))  # noqa: S608


@pytest.mark.parametrize("end", ["commit", "rollback", "error", "cancelled"])
async def test_a_pooled_connection_carries_nothing_over(
    database: Database, both: tuple[Tenant, Tenant], end: str
) -> None:
    acme, _globex = both

    async def work() -> None:
        async with database.tenant(acme) as session:
            await session.execute(text("select count(*) from persons"))
            if end == "rollback":
                raise RuntimeError
            if end == "error":
                await session.execute(text("select 1 / 0"))
            if end == "cancelled":
                await session.execute(text("select pg_sleep(30)"))

    if end == "cancelled":
        task = asyncio.create_task(work())
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    elif end == "commit":
        await work()
    else:
        with pytest.raises((RuntimeError, DBAPIError)):
            await work()
    async with database.engine.connect() as connection:
        role, path = (
            await connection.execute(text("select current_user, current_setting('search_path')"))
        ).one()
    assert role == "huiyin_app"
    assert acme.schema not in path


async def test_the_database_stamps_whose_job_it_is(
    database: Database, settings: Settings, both: tuple[Tenant, Tenant]
) -> None:
    acme, globex = both
    owner = Database(settings.database_owner_url, pool_size=1)
    try:
        async with database.tenant(globex) as session:
            await enqueue(session, "test.nobody", {"tenant": acme.schema})
        async with owner.engine.begin() as connection:
            statement = text("delete from queue.pgqueuer where entrypoint = 'test.nobody' returning payload")
            payload = (await connection.execute(statement)).scalar_one()
        assert json.loads(payload)["tenant"] == globex.schema
        with pytest.raises(DBAPIError, match=r"permission denied|needs a tenant"):
            async with database.shared() as session:
                await enqueue(session, "test.nobody", {})
    finally:
        await owner.close()


@pytest.mark.parametrize("change", ["update audit_events set kind = 'x'", "delete from audit_events"])
async def test_the_chain_can_only_grow(database: Database, both: tuple[Tenant, Tenant], change: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.tenant(both[0]) as session:
            await session.execute(text(change))
