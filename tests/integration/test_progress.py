"""The hot page's one round trip: it says what the models say, and stands inside the same walls."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.db import Database, HotQuery, NoTenantError
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.tenants.access.sessions.service import Browser, close_session, open_session
from huiyin.tenants.contracts.labour_contracts.queries import open_contract_of
from huiyin.tenants.contracts.labour_contracts.states import CAME_TO_NOTHING
from huiyin.tenants.hiring.candidates.queries import applications_of
from huiyin.tenants.hiring.progress.queries import progress_of
from huiyin.tenants.messaging.messages.queries import messages_of
from huiyin.tenants.people.persons.models import Person
from sqlalchemy import select, text


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """One connection only, so that tenants follow each other on it."""
    opened = Database(settings.database_url, pool_size=1)
    yield opened
    await opened.close()


@pytest.fixture
async def tenants(database: Database, settings: Settings) -> tuple[Tenant, Tenant]:
    """The two demo tenants."""
    known = {tenant.slug: tenant for tenant in await TenantDirectory(database, settings).all()}
    return known["acme"], known["globex"]


async def test_it_says_what_the_models_say(database: Database, tenants: tuple[Tenant, Tenant]) -> None:
    async with database.tenant(tenants[0]) as session:
        people = (await session.scalars(select(Person))).all()
        tokens = {
            person.id: (await open_session(session, "candidate", person.id, Browser(""))).token
            for person in people
        }
    assert len(people) >= 6
    told = 0
    for person in people:
        async with database.tenant(tenants[0]) as session:
            progress = await progress_of(session, tokens[person.id])
            assert progress is not None
            assert (progress.person.id, progress.person.name) == (person.id, person.name)
            applications = await applications_of(session, person.id)
            assert [found.id for found in progress.applications] == [one.id for one in applications]
            for found, one in zip(progress.applications, applications, strict=True):
                assert (found.stage, found.promised_at, found.created_at) == (
                    one.stage, one.promised_at, one.created_at,
                )  # fmt: skip
                assert found.vacancy.title == one.vacancy.title
                contract = await open_contract_of(session, one.id)
                if found.contract is not None and found.contract.state in CAME_TO_NOTHING:
                    assert contract is None  # the page says what became of it; another one may be made
                else:
                    assert (found.contract and found.contract.id) == (contract and contract.id)
                messages = await messages_of(session, one.id)
                assert {(m.key, m.channel, m.subject, m.queued_at) for m in found.messages} == {
                    (m.key, m.channel, m.subject, m.queued_at) for m in messages
                }
                told += len(messages)
    assert told > 0


async def test_a_token_opens_only_where_and_while_it_is_good(
    database: Database, tenants: tuple[Tenant, Tenant]
) -> None:
    acme, globex = tenants
    async with database.tenant(acme) as session:
        person = (await session.scalars(select(Person).limit(1))).one()
        mine = (await open_session(session, "candidate", person.id, Browser(""))).token
        staff = (await open_session(session, "user", person.id, Browser(""))).token
    for _turn in range(8):  # past the point where PostgreSQL settles on one plan for a prepared statement
        async with database.tenant(acme) as session:
            assert await progress_of(session, mine) is not None
        async with database.tenant(globex) as session:
            assert await progress_of(session, mine) is None
    async with database.tenant(acme) as session:
        assert await progress_of(session, staff) is None
        assert await progress_of(session, "") is None
        with clock.use(clock.now() + timedelta(hours=3)):
            assert await progress_of(session, mine) is None
    async with database.tenant(acme) as session:
        await close_session(session, mine)
    async with database.tenant(acme) as session:
        assert await progress_of(session, mine) is None


async def test_a_hot_query_meets_the_same_walls(database: Database, tenants: tuple[Tenant, Tenant]) -> None:
    acme, globex = tenants
    table = f"{globex.schema}.persons"
    planted = HotQuery(f"select count(*) from {table}", reads=(table,))  # noqa: S608 – a planted leak
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.tenant(acme) as session:
            await planted.rows(session)
    with pytest.raises(NoTenantError):
        async with database.shared() as session:
            await HotQuery("select 1").rows(session)
    where = HotQuery("select current_setting('role'), current_setting('search_path')")
    for tenant in (acme, globex, acme):
        async with database.tenant(tenant) as session:
            assert tuple((await where.rows(session))[0]) == (tenant.schema, tenant.schema)
        async with database.shared() as session:
            left = (await session.execute(text(where.sql))).one()
            assert tuple(left) == ("none", "pg_catalog")
