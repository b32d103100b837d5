"""Leaks planted in the code, inside a tenant's transaction: the database itself stops them."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from huiyin.platform.db import Database, NotAQueryError
from huiyin.platform.features import SystemJob
from huiyin.platform.queue import enqueue, enqueue_system, registry
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.road.people import eventually
from huiyin.up import Product
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Walls:
    """A log-in of web or worker, and two tenants."""

    database: Database
    mine: Tenant
    other: Tenant


@pytest.fixture(params=["web", "worker"])
async def walls(settings: Settings, request: pytest.FixtureRequest) -> AsyncIterator[Walls]:
    """As whom a page and as whom a job logs in."""
    url = settings.database_url if request.param == "web" else settings.database_worker_url
    database = Database(url, pool_size=1)
    found = {tenant.slug: tenant for tenant in await TenantDirectory(database, settings).all()}
    yield Walls(database, found["globex"], found["acme"])
    await database.close()


async def driver(session: AsyncSession) -> Any:
    """The bare connection behind a session that has entered: what is sent there only PostgreSQL can refuse."""
    raw: Any = (await (await session.connection()).get_raw_connection()).driver_connection
    return raw


PLANTED = (
    # another tenant's tables, by name and by the detours a query has
    "select * from {other}.persons",
    "insert into {other}.audit_events select * from audit_events",
    "update {other}.users set active = false",
    "delete from {other}.sessions",
    "select currval('{other}.audit_events_seq')",
    "select query_to_xml('select * from {other}.persons', true, true, '')",
    "select table_to_xml('{other}.persons', true, true, '')",
    "select set_config('role', '{other}', true)",
    "select set_config('role', '{other}', true), query_to_xml('select * from {other}.persons', true, true, '')",
    "select set_config('search_path', '{other}', true)",
    "select query_to_xml('set role {other}', true, true, '')",
    "with moved as (select set_config('role', 'none', true)) select * from moved, persons",
    # more rights than a tenant has
    "set session authorization {other}",
    "set role postgres",
    "set role huiyin_worker_of_nobody",
    "select * from pg_authid",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "copy persons to '/tmp/persons'",
    "copy (select 1) to program 'id'",
    # what would stay behind for whoever comes next, or change what there is
    "create temporary table persons (id uuid)",
    "create table kept (id uuid)",
    "create table public.kept (id uuid)",
    "create schema kept",
    "create function public.kept() returns int language sql as 'select 1'",
    "create function pg_temp.kept() returns int language sql as 'select 1'",
    "alter table persons disable trigger all",
    "drop table persons",
    "truncate audit_events",
    "update audit_events set kind = 'x'",
    "delete from audit_events",
    "grant {mine} to {other}",
    "alter role {mine} login",
    # the directory and the queue, past their doors
    "select * from shared.tenants",
    "select * from shared.signups",
    "select * from shared.operator_sessions",
    "insert into shared.operator_log (actor, action, data) values ('me', 'x', '{{}}')",
    "select * from queue.pgqueuer",
    "insert into queue.pgqueuer (priority, status, entrypoint, payload) values (0, 'queued', 'contract.seal', '{{}}')",
    "update queue.pgqueuer set payload = '{{}}'",
    "select queue.enqueue_system('system.provision', gen_random_uuid())",
    "select queue.waits_for_us('system.provision')",
    "select doors.last_activity('{other}')",
    "select shared.move_directory_version()",
    # a lock that outlives the transaction, or stands in another's way without having to
    "select pg_advisory_lock(1)",
    "select pg_advisory_lock(1, 2)",
    "select pg_advisory_lock_shared(1)",
    "select pg_try_advisory_lock(1)",
    "select pg_try_advisory_lock_shared(1, 2)",
    "select pg_advisory_xact_lock(1, 2)",
    "select pg_advisory_xact_lock_shared(1)",
    "select pg_try_advisory_xact_lock(1, 2)",
    "select pg_try_advisory_xact_lock_shared(1)",
    "select pg_advisory_unlock_all()",
    # what belongs to no table and keeps the role from being dropped
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'kept')",
    "select lo_open(1, 131072)",
    "select lo_put(1, 0, 'kept')",
    "select lo_get(1)",
    "select lo_unlink(1)",
    # the queue's channel, and the server's log
    "select pg_notify('ch_pgqueuer', '')",
    "select pg_notify('ch_pgqueuer', '{{\"type\": \"cancellation_event\"}}') from persons",
    "select pg_logical_emit_message(false, 'kept', 'kept')",
    # how many rows others have, how much they do
    "select reltuples from pg_class where relname = 'persons'",
    "select relname, relpages from pg_class",
    "select relallvisible, relallfrozen from pg_class",
    "select * from pg_class",
    "select pg_class from pg_class",
    "select pg_relation_size(oid) from pg_class where relname = 'persons'",
    "select pg_total_relation_size(oid) from pg_class where relname = 'persons'",
    "select pg_table_size(oid), pg_indexes_size(oid) from pg_class where relname = 'persons'",
    "select pg_stat_get_live_tuples(oid), pg_stat_get_tuples_inserted(oid) from pg_class",
    "select n_live_tup from pg_stat_all_tables where relname = 'persons'",
    "select n_tup_ins from pg_stat_user_tables",
    "select n_tup_ins from pg_stat_xact_user_tables",
    "select heap_blks_read from pg_statio_user_tables",
    "select xact_commit from pg_stat_database",
    "select * from pg_stat_activity",
    "select * from pg_locks",
    "select stanullfrac from pg_statistic",
)  # fmt: skip


@pytest.mark.parametrize("leak", PLANTED)
async def test_postgresql_refuses(walls: Walls, leak: str) -> None:
    statement = leak.format(other=walls.other.schema, mine=walls.mine.schema)
    async with walls.database.tenant(walls.mine) as session:
        connection = await driver(session)
        before = await connection.fetchval("select count(*) from persons")
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with connection.transaction():
                await connection.fetch(statement)
        code = refused.value.sqlstate
        # no such right, no such thing (a role, a sequence of that name), or not inside a query
        assert code in ("42501", "22023", "42704", "42P01", "0A000"), (statement, code, refused.value)
        assert await connection.fetchval("select count(*) from persons") == before


STATEMENTS = (
    "set role {other}",
    "  SET LOCAL ROLE {other}",
    "(set role {other})",
    "/* x */ set role {other}",
    "reset role",
    "reset all",
    "discard all",
    "set search_path = {other}",
    "set local search_path = {other}",
    "set session authorization default",
    "do $$ begin execute 'set role {other}'; end $$",
    "create temporary table kept (id uuid)",
    "listen ch_pgqueuer",
    "notify ch_pgqueuer",
    "notify ch_pgqueuer, 'x'",
    "copy persons to stdout",
    "commit",
)


@pytest.mark.parametrize("leak", STATEMENTS)
async def test_the_door_sends_no_statement_that_climbs(walls: Walls, leak: str) -> None:
    statement = leak.format(other=walls.other.schema)
    async with walls.database.tenant(walls.mine) as session:
        with pytest.raises(NotAQueryError):
            await session.execute(text(statement))
        assert await session.scalar(text("select current_user")) == walls.mine.schema


async def test_nothing_is_left_behind(walls: Walls, settings: Settings) -> None:
    """What a planted query may still take, a lock of the transaction's, goes with it."""
    held = "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711"
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        async with walls.database.tenant(walls.mine) as session:
            await session.execute(text("select pg_advisory_xact_lock(4711)"))
            assert await owner.fetchval(held) == 1
        assert await owner.fetchval(held) == 0
        role = "select count(*) from pg_largeobject_metadata where lomowner <> (select oid from pg_roles where rolname = $1)"
        assert await owner.fetchval(role, "postgres") == 0
    finally:
        await owner.close()


async def test_the_catalogue_tells_what_services_need_and_no_numbers_of_others(walls: Walls) -> None:
    async with walls.database.tenant(walls.mine) as session:
        connection = await driver(session)
        assert await connection.fetchval("select count(*) from pg_class where relname = 'persons'") > 1
        named = "select count(*) from pg_stats where schemaname not in (current_schema(), 'pg_catalog', 'information_schema')"
        assert await connection.fetchval(named) == 0
        ends = "select count(*) from pg_sequences where schemaname <> current_schema() and last_value is not null"
        assert await connection.fetchval(ends) == 0
        for mine in ("'persons'::regclass", "to_regclass('persons')", "'persons'::regclass::oid::regclass"):
            assert await connection.fetchval(f"select {mine}::text") == "persons"


async def test_log_ins_keep_what_the_engine_and_the_pools_need(walls: Walls) -> None:
    async with walls.database.shared() as session:
        connection = await driver(session)
        await connection.fetch("select pg_advisory_unlock_all()")
        assert await connection.fetchval("select pg_try_advisory_xact_lock(4712)")
        await connection.fetch("select pg_notify('nobody_listens', '')")
        assert await connection.fetchval("select sum(pg_total_relation_size(oid)) from pg_class") > 0
        assert await connection.fetchval("select max(reltuples) from pg_class") >= 0


async def test_a_wake_up_costs_a_look_and_nothing_else(
    walls: Walls, product: Product, settings: Settings
) -> None:
    """A statement of its own, which no query can hold, could still reach the channel: the workers go on."""
    event = {
        "type": "table_changed_event",
        "channel": "ch_pgqueuer",
        "operation": "insert",
        "table": "pgqueuer",
    }
    ours = json.dumps(event | {"sent_at": "2026-10-14T02:00:00+00:00"})
    cancels = json.dumps(
        event
        | {"type": "cancellation_event", "ids": list(range(1000)), "sent_at": "2026-10-14T02:00:00+00:00"}
    )
    async with walls.database.tenant(walls.mine) as session:
        connection = await driver(session)
        for payload in ("", "no JSON", "[" * 1000, '{"type": "unknown"}', *[ours] * 200, cancels):
            await connection.execute(f"notify ch_pgqueuer, '{payload}'")
        await enqueue(session, "contract.archive", {"contract": str(walls.mine.id)}, dedupe="woken")
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:

        async def done() -> bool | None:
            left = "select count(*) from queue.pgqueuer where dedupe_key like '%:woken'"
            return True if await owner.fetchval(left) == 0 else None

        await eventually(done, "the job")
    finally:
        await owner.close()
    assert product.worker is not None and product.worker.process.poll() is None


async def test_two_statements_are_never_one(walls: Walls) -> None:
    """What is bent into a query cannot end it and begin another."""
    with pytest.raises(DBAPIError, match="multiple commands"):
        async with walls.database.tenant(walls.mine) as session:
            await session.execute(text(f"select 1; set role {walls.other.schema}"))


async def test_who_takes_the_role_off_sees_no_tenant(walls: Walls) -> None:
    """The log-in role by itself: not one table, sequence or schema of any tenant, this one included."""
    async with walls.database.tenant(walls.mine) as session:
        connection = await driver(session)
        await connection.execute("reset role")
        seen = await connection.fetch("""
            select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname ~ '^t_' and c.relkind in ('r', 'v', 'm', 'S', 'p')
              and (has_schema_privilege(n.oid, 'usage') or has_schema_privilege(n.oid, 'create')
                   or (c.relkind = 'S' and has_sequence_privilege(c.oid, 'usage'))
                   or (c.relkind <> 'S' and has_table_privilege(c.oid, 'select, insert, update, delete')))
        """)
        owned = await connection.fetchval(
            "select count(*) from pg_class where pg_get_userbyid(relowner) = session_user"
        )
        assert seen == [] and owned == 0


async def test_a_tenants_role_reaches_its_own_tables_and_the_doors(walls: Walls) -> None:
    """Read from the catalogue, so that a new table or function cannot be forgotten."""
    async with walls.database.tenant(walls.mine) as session:
        connection = await driver(session)
        beyond = await connection.fetch("""
            select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname not in ('pg_catalog', 'information_schema', current_schema())
              and c.relkind in ('r', 'v', 'm', 'p')
              and has_table_privilege(c.oid, 'select, insert, update, delete')
        """)
        assert beyond == []
        doors = await connection.fetch("""
            select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname not in ('pg_catalog', 'information_schema')
              and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')
              and p.prorettype <> 'trigger'::regtype order by 1
        """)
        assert {row[0] for row in doors} == {
            "queue.enqueue", "doors.tenant_id", "doors.status", "doors.change_status", "doors.set_brand",
            "doors.domains", "doors.add_domain", "doors.remove_domain", "doors.record_domain", "doors.use_domain",
            "doors.set_reviews_waiting",
        }  # fmt: skip


async def test_doors_open_onto_ones_own_only(walls: Walls, settings: Settings) -> None:
    """Whatever is handed to them, they find the tenant in the transaction's role."""
    host = f"wall-{walls.other.schema[2:]}.example"
    facts = text("""
        select to_jsonb(t) - 'revision' as tenant, jsonb_agg(to_jsonb(d) order by d.host) as domains
        from shared.tenants t left join shared.tenant_domains d on d.tenant_id = t.id where t.id = :id group by t.id
    """)
    async with walls.database.tenant(walls.other) as session:
        await session.execute(text("select doors.add_domain(:host, 'token')"), {"host": host})
    try:
        async with walls.database.shared() as session:
            before = (await session.execute(facts, {"id": walls.other.id})).one()
        try:
            async with walls.database.tenant(walls.mine) as session:
                for door in ("remove_domain(:host)", "use_domain(:host)"):
                    await session.execute(text(f"select doors.{door}"), {"host": host})
                rows = await session.execute(text("select host from doors.domains()"))
                assert host not in [row.host for row in rows]
                if walls.database.engine.url.username == "huiyin_worker":
                    await session.execute(text("select doors.record_domain(:host, true)"), {"host": host})
                await session.execute(text("select doors.set_brand('Wall', '{\"accent\": \"#000000\"}')"))
                await session.execute(text("select doors.change_status('suspended', 'wall', 'wall', null)"))
                raise _Undo
        except _Undo:
            pass
        async with walls.database.shared() as session:
            assert (await session.execute(facts, {"id": walls.other.id})).one() == before
    finally:
        async with walls.database.tenant(walls.other) as session:
            await session.execute(text("select doors.remove_domain(:host)"), {"host": host})


class _Undo(Exception):
    """Takes back what was done to one's own."""


async def test_no_job_is_put_in_for_somebody_else(walls: Walls) -> None:
    """Whatever the payload says, the stamp is the transaction's; jobs that belong to nobody have another door."""
    for name in registry.system_jobs:
        with pytest.raises(DBAPIError, match="a tenant cannot enqueue"):
            async with walls.database.tenant(walls.mine) as session:
                await enqueue(session, name, {"reference": str(walls.other.id)})
        with pytest.raises(DBAPIError, match=r"permission denied|cannot enqueue"):
            async with walls.database.tenant(walls.mine) as session:
                await enqueue_system(session, SystemJob(name), walls.other.id)


@pytest.mark.parametrize("forged", [{"tenant": "{other}"}, [{"tenant": "{other}"}], "text", None])
async def test_a_forged_stamp_is_written_over(walls: Walls, settings: Settings, forged: Any) -> None:
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        async with walls.database.tenant(walls.mine) as session:
            await enqueue(session, "test.forged", forged)
        (payload,) = await owner.fetchrow(
            "delete from queue.pgqueuer where entrypoint = 'test.forged' returning convert_from(payload, 'UTF8')"
        )
        assert walls.mine.schema in payload
    finally:
        await owner.close()
