"""Connections keep to their lane and are replaced before they know too much; the directory's memory is never stale."""

import asyncpg
import pytest
from huiyin.platform.db import Database, HotQuery, database
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant, directory
from huiyin.platform.tenancy.directory import TenantDirectory
from sqlalchemy import text

_PID = HotQuery("select pg_backend_pid()")


async def backend(opened: Database, tenant: Tenant) -> int:
    async with opened.tenant(tenant) as session:
        return int((await _PID.rows(session))[0][0])


async def known(opened: Database, settings: Settings) -> tuple[Tenant, Tenant]:
    tenants = {tenant.slug: tenant for tenant in await TenantDirectory(opened, settings).all()}
    return tenants["acme"], tenants["globex"]


async def test_a_tenant_keeps_to_its_backend(settings: Settings) -> None:
    opened = Database(settings.database_url)
    acme, globex = await known(opened, settings)
    assert acme.number % 4 != globex.number % 4
    seen = [(await backend(opened, acme), await backend(opened, globex)) for _turn in range(5)]
    assert len(set(seen)) == 1
    assert seen[0][0] != seen[0][1]
    await opened.close()


async def test_a_hot_query_is_planned_once(settings: Settings) -> None:
    """Where it begins the transaction, its first plan is kept; what comes later, or after another, is left alone."""
    opened = Database(settings.database_url, pool_size=1)
    acme, _globex = await known(opened, settings)
    plans = "select generic_plans, custom_plans from pg_prepared_statements where statement like '%where name = $1'"
    found = HotQuery("select 1 from users where name = $1", reads=("users",))
    async with opened.tenant(acme) as session:
        await found.rows(session, "x")
        assert [tuple(row) for row in await HotQuery(plans).rows(session)] == [(1, 0)]
    async with opened.tenant(acme) as session:
        assert await session.scalar(text("select current_setting('plan_cache_mode')")) == "auto"
        await found.rows(session, "x")
        assert await session.scalar(text("select current_setting('plan_cache_mode')")) == "auto"
    await opened.close()


async def test_a_connection_that_met_its_fill_is_replaced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MOST_TENANTS", 2)
    opened = Database(settings.database_url, pool_size=1)
    acme, globex = await known(opened, settings)
    first = await backend(opened, acme)
    assert await backend(opened, acme) == first  # one tenant, however often, fills nothing
    assert await backend(opened, globex) == first
    assert await backend(opened, acme) != first
    await opened.close()


async def test_a_suspended_tenant_is_known_as_such(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Database(settings.database_url)
    found = TenantDirectory(opened, settings)
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    host = settings.origin("globex").removeprefix("http://")
    assert await found.by_host(host) is not None
    assert await found.by_host(f"nobody.{host}") is None
    monkeypatch.setattr(directory, "_LOOK_SECONDS", 0.0)
    try:
        await owner.execute("update shared.tenants set status = 'suspended' where slug = 'globex'")
        suspended = await found.by_host(host)
        assert suspended is not None and suspended.status == "suspended"
    finally:
        await owner.execute("update shared.tenants set status = 'active' where slug = 'globex'")
    await opened.close()
    await owner.close()


async def test_what_is_remembered_costs_no_question(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_LOOK_SECONDS", 3600.0)
    opened = Database(settings.database_url)
    found = TenantDirectory(opened, settings)
    host = settings.origin("acme").removeprefix("http://")
    tenant = await found.by_host(host)
    await opened.close()
    monkeypatch.setattr(opened, "shared", None)  # whoever asks now, fails
    assert await found.by_host(host) is tenant
