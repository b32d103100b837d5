"""Migrating many tenants: what fails stands still and is told, a killed run is finished by the next, old code runs on."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import huiyin_migrations
import pytest
from click.testing import CliRunner
from huiyin.__main__ import main
from huiyin.platform.db import Database, HotQuery, next_number
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin_migrations import runner
from huiyin_migrations.making import _role_and_schema, create_tenant_schema, enter_tenant
from huiyin_migrations.runner import migrate_tenants, plain_dsn
from huiyin_migrations.scripts import TENANT, Scripts
from huiyin_migrations.spares import keep_spares
from huiyin_migrations.status import migration_status
from sqlalchemy import select

from tests.support.databases import empty_database
from tests.support.revisions import until

_NEXT = '''"""A column more."""
from alembic import op
revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade() -> None:
    op.execute("alter table vacancies add column grade text not null default ''")
'''
_RUN = """
import asyncio, sys
from pathlib import Path
from huiyin_migrations.runner import migrate_tenants
from huiyin_migrations.scripts import Scripts
def say(name, done, total): print(name, flush=True)
asyncio.run(migrate_tenants(sys.argv[1], say, scripts=Scripts(Path(sys.argv[2]))))
"""


@pytest.fixture
async def owner_url(settings: Settings) -> AsyncIterator[str]:
    """A database of its own beside the product's, with a directory and no tenants."""
    async with empty_database(settings) as url:
        yield url


@pytest.fixture
def longer(tmp_path: Path) -> Scripts:
    """The tenants' revisions with one more at their end."""
    versions = tmp_path / "tenant" / "versions"
    versions.mkdir(parents=True)
    for file in (Path(huiyin_migrations.__file__).parent / "tenant" / "versions").glob("*.py"):
        (versions / file.name).write_text(file.read_text("utf-8"))
    (versions / "next.py").write_text(_NEXT.format(head=TENANT.head))
    return Scripts(versions.parent)


async def make(owner_url: str, count: int) -> list[str]:
    return [
        await create_tenant_schema(owner_url, id_=new_id(), slug=f"firm-{n}", name=f"公司{n}")
        for n in range(count)
    ]


async def graded(connection: asyncpg.Connection) -> set[str]:
    """The schemas that have the new column."""
    rows = await connection.fetch(
        "select table_schema from information_schema.columns where (table_name, column_name) = ('vacancies', 'grade')"
    )
    return {row[0] for row in rows}


async def test_what_fails_stands_still_and_is_told(
    owner_url: str, longer: Scripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOCK_PATIENCE_MS", 100)
    schemas = await make(owner_url, 5)
    locked, broken = schemas[1], schemas[3]
    connection = await asyncpg.connect(plain_dsn(owner_url))
    await connection.execute(f"alter table {broken}.vacancies add column grade text")
    async with connection.transaction():
        await connection.execute(f"lock table {locked}.vacancies in access share mode")
        result = await migrate_tenants(owner_url, scripts=longer, rounds=(0, 0))
        assert result.migrated == 3
        assert {name: problem[:5] for name, problem in result.failed.items()} == {
            locked: "55P03",
            broken: "42701",
        }
    status = await migration_status(owner_url, scripts=longer)
    assert (status.at_head, status.behind) == (3, {TENANT.head: 2})
    assert [(one.schema_name, one.attempts) for one in sorted(status.failures, key=lambda f: f.attempts)] == [
        (broken, 1),
        (locked, 2),
    ]
    told = "\n".join(status.lines())
    assert "3 at head, 2 behind, 2 failed" in told and broken in told and "42701" in told
    assert await graded(connection) == set(schemas) - {locked}  # the broken one's is its own

    result = await migrate_tenants(owner_url, scripts=longer, rounds=(0,))
    assert (result.migrated, set(result.failed)) == (1, {broken})
    again = (await migration_status(owner_url, scripts=longer)).failures[0]
    assert again.attempts == 2
    assert again.since == next(one.since for one in status.failures if one.schema_name == broken)

    await connection.execute(f"alter table {broken}.vacancies drop column grade")
    await connection.close()
    result = await migrate_tenants(owner_url, scripts=longer)
    assert (result.migrated, result.failed) == (1, {})
    status = await migration_status(owner_url, scripts=longer)
    assert (status.at_head, status.behind, status.failures) == (5, {}, ())


async def test_a_killed_run_is_finished_by_the_next(owner_url: str, longer: Scripts) -> None:
    schemas = await make(owner_url, 40)
    command = [sys.executable, "-c", _RUN, owner_url, str(longer._folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: ASYNC220 – killed at once
        assert process.stdout is not None
        for _line in range(5):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    connection = await asyncpg.connect(plain_dsn(owner_url))
    # The server may still be ending what the killed process had begun.
    await connection.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    done = {
        row[0]
        for row in await connection.fetch("select schema_name from shared.tenants where revision = 'next'")
    }
    assert 5 <= len(done) < 40
    assert await graded(connection) == done
    result = await migrate_tenants(owner_url, scripts=longer)
    assert (result.migrated, result.failed) == (40 - len(done), {})
    assert await graded(connection) == set(schemas)
    await connection.close()


async def test_the_code_before_runs_on_the_schema_after(owner_url: str, longer: Scripts) -> None:
    schema = (await make(owner_url, 1))[0]
    tenant = Tenant(new_id(), "firm-0", schema, "公司0", "http://firm-0.localhost", 1)
    database = Database(owner_url.replace("postgres@", "huiyin_app@"), pool_size=1)
    titles = HotQuery("select title, department from vacancies order by title", reads=("vacancies",))

    async def work(title: str) -> list[str]:
        """Reads and writes of the present code, on the connection that keeps its prepared statements."""
        async with database.tenant(tenant) as session:
            await find_or_add(session, title=title, department="", kind="", location="")
            await session.flush()
            found = (await session.scalars(select(Vacancy).order_by(Vacancy.title))).all()
            assert [vacancy.title for vacancy in found] == [row[0] for row in await titles.rows(session)]
            return [vacancy.title for vacancy in found]

    for _turn in range(8):  # past the point where PostgreSQL settles on one plan
        assert await work("一") == ["一"]
    assert (await migrate_tenants(owner_url, scripts=longer)).migrated == 1
    assert await work("二") == ["一", "二"]
    assert await work("三") == ["一", "三", "二"]
    await database.close()


def test_the_command_line_says_where_the_tenants_stand(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_OWNER_URL", settings.database_owner_url)
    monkeypatch.setenv("HUIYIN_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("HUIYIN_MASTER_KEY_FILE", str(settings.master_key_file))
    monkeypatch.setenv("HUIYIN_S3_ENDPOINT", settings.s3_endpoint)
    result = CliRunner().invoke(main, ["migrate"])
    assert (result.exit_code, result.output) == (0, "0 tenants migrated, 0 failed\n")
    result = CliRunner().invoke(main, ["migrate", "status"])
    assert result.exit_code == 0
    assert "0 behind, 0 failed" in result.output


_SHAPE = """
select table_name, column_name, data_type, column_default, is_nullable
from information_schema.columns where table_schema = $1 order by 1, 2
"""
_RIGHTS = """
select table_name, grantee = $1 as own, privilege_type
from information_schema.table_privileges where table_schema = $1 order by 1, 2, 3
"""


async def test_a_spare_becomes_a_tenant_as_if_made_at_that_moment(owner_url: str) -> None:
    (anew,) = await make(owner_url, 1)
    assert await keep_spares(owner_url, 2) == 2
    connection = await asyncpg.connect(plain_dsn(owner_url))
    spares = {row[0] for row in await connection.fetch("select name from shared.spares")}
    taken = await create_tenant_schema(owner_url, id_=new_id(), slug="taken", name="现成")
    left = {row[0] for row in await connection.fetch("select name from shared.spares")}
    assert len(spares - left) == 1
    for question in (_SHAPE, _RIGHTS):
        of_taken = [tuple(row) for row in await connection.fetch(question, taken)]
        assert of_taken == [tuple(row) for row in await connection.fetch(question, anew)]
        assert of_taken
    gone = "select count(*) from pg_roles full join pg_namespace on rolname = nspname where $1 in (rolname, nspname)"
    assert await connection.fetchval(gone, (spares - left).pop()) == 0
    members = "select pg_has_role('huiyin_app', $1, 'set') and not pg_has_role('huiyin_app', $1, 'usage')"
    assert await connection.fetchval(members, taken)
    await connection.close()


async def test_a_taken_slug_leaves_the_spare_in_stock(owner_url: str) -> None:
    await keep_spares(owner_url, 1)
    await create_tenant_schema(owner_url, id_=new_id(), slug="one", name="一")
    await keep_spares(owner_url, 1)
    with pytest.raises(asyncpg.UniqueViolationError):
        await create_tenant_schema(owner_url, id_=new_id(), slug="one", name="二")
    assert await keep_spares(owner_url, 1) == 0


async def test_many_at_once_take_each_another_spare_and_the_last_make_their_own(owner_url: str) -> None:
    await keep_spares(owner_url, 2)
    made = await asyncio.gather(
        *(create_tenant_schema(owner_url, id_=new_id(), slug=f"crowd-{n}", name="群") for n in range(4))
    )
    assert len(set(made)) == 4
    assert (await migration_status(owner_url)).at_head == 4


async def test_spares_of_an_earlier_release_are_taken_away(owner_url: str) -> None:
    await keep_spares(owner_url, 2)
    connection = await asyncpg.connect(plain_dsn(owner_url))
    old = await connection.fetchval(
        "update shared.spares set revision = 'old' where name = (select min(name) from shared.spares) returning name"
    )
    assert await keep_spares(owner_url, 2) == 1
    assert (
        await connection.fetchval("select count(*) from shared.spares where revision = $1", TENANT.head) == 2
    )
    assert await connection.fetchval("select count(*) from pg_roles where rolname = $1", old) == 0
    await connection.close()


_LEFT = """
insert into vacancies (id, title) values ('{0}', '质量工程师');
insert into persons (id, name, phone_digest, phone_sealed, phone_hint, created_at)
  select person, '李想', person::text::bytea, '', '', now() from (values ('{0}'::uuid), ('{1}')) as two (person);
insert into applications (id, person_id, vacancy_id, stage, created_at) values ('{0}', '{0}', '{0}', 'sign', now());
insert into legal_entities (id, name, uscc, address, legal_representative, contact_name, contact_phone)
  values ('{0}', '早先公司', '', '', '', '', '');
insert into contract_templates (id, code, version, name, body, body_hash, created_at)
  values ('{0}', 'earlier', 1, '', '', '', now());
insert into contracts (id, number, application_id, person_id, legal_entity_id, template_id, state, terms_sealed,
                       blocks_sealed, findings, anchors, created_by, created_at)
  select id, number, '{0}', '{0}', '{0}', '{0}', 'withdrawn', '', '', '[]', '{{}}', 'hr', now()
  from (values ('{0}'::uuid, 'HT-2025-1231-0099'), ('{1}', 'HT-2026-0105-0007')) as left_over (id, number);
insert into employees (id, number, person_id, legal_entity_id, contract_id, starts_on, filed_at)
  values ('{0}', 'E00012', '{0}', '{0}', '{0}', '2025-01-01', now()),
         ('{1}', 'E00003', '{1}', '{0}', '{1}', '2025-02-01', now());
"""


async def test_numbers_go_on_above_the_highest_that_an_earlier_release_gave(
    owner_url: str, tmp_path: Path
) -> None:
    """0016, on a tenant with gaps: counting its rows would give numbers that stand on paper."""
    connection = await asyncpg.connect(plain_dsn(owner_url))
    async with connection.transaction():
        schema = await enter_tenant(connection, id_=new_id(), slug="earlier", name="早先", cell="main")
        await connection.execute(_role_and_schema(schema))
        await connection.execute("select set_config('search_path', $1, true)", schema)
        await connection.execute(until(tmp_path, "0015").sql(None))
        await connection.execute("update shared.tenants set revision = '0015'")
        await connection.execute(_LEFT.format(uuid4(), uuid4()))
    assert (await migrate_tenants(owner_url)).failed == {}
    titles = await connection.fetch(f"select distinct job_title from {schema}.contracts")  # noqa: S608
    assert [row[0] for row in titles] == ["质量工程师"]
    await connection.close()
    database = Database(owner_url.replace("postgres@", "huiyin_app@"), pool_size=1)
    tenant = Tenant(new_id(), "earlier", schema, "早先", "http://earlier.localhost", 1)
    async with database.tenant(tenant) as session:
        given = [await next_number(session, kind) for kind in ("contract", "employee", "contract")]
    await database.close()
    assert given == [100, 13, 101]
