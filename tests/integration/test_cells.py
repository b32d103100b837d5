"""A second cell beside the first on the same server: making it, choosing it, telling the directory, moving, deleting."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from click.testing import CliRunner
from huiyin.__main__ import main
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.queue import enqueue
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.steward import provisioning, relocation
from huiyin.steward.anchoring import anchor
from huiyin.steward.cells import choose_cell, open_cell
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.deletion import delete_tenant
from huiyin.steward.directory_sync import tell
from huiyin.steward.provisioning import Founder, NewTenant, provision
from huiyin.steward.relocation import MoveError, Patience, go_on, move_tenant
from huiyin.steward.sweep import sweep
from huiyin.tenants.company.domains import service as domains
from huiyin.tenants.company.lifecycle.service import close
from huiyin.tenants.people.employers.service import EmployerFacts
from huiyin_migrations.cells import cells_status, migrate_cells
from huiyin_migrations.runner import WrongCellError, migrate_shared, plain_dsn
from huiyin_migrations.status import Status

from tests.support.anchors import notary
from tests.support.cells import Cells, Killed
from tests.support.companies import new_uscc
from tests.support.tenants import Place

ME = "operator:test"
SOON = Patience(jobs=5, locks=5, requests=0)
_ENV = (
    "database_url", "database_owner_url", "database_worker_url", "master_key_file", "s3_endpoint", "s3_key_id",
    "s3_secret", "signing_key_file",
)  # fmt: skip


@pytest.fixture
async def environment(settings: Settings) -> AsyncIterator[dict[str, str]]:
    """The product's variables with a cell `west`: an empty database on the same server."""
    admin = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    name = f"west_{new_id().hex[-12:]}"
    await admin.execute(f"create database {name}")
    env = {f"HUIYIN_{field.upper()}": str(getattr(settings, field)) for field in _ENV}
    for field in _ENV[:3]:
        env[f"HUIYIN_CELL_WEST_{field.upper()}"] = getattr(settings, field).replace("/huiyin?", f"/{name}?")
    yield env
    await admin.execute("delete from shared.tenants where cell = 'west'")
    await admin.execute("delete from shared.cells where name = 'west'")
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest.fixture
async def steward(environment: dict[str, str]) -> AsyncIterator[Stewardship]:
    settings = Settings.from_env(environment)
    await migrate_cells(settings.owner_addresses())
    async with stewardship(settings) as made:
        yield made


@pytest.fixture
def cells(steward: Stewardship) -> Cells:
    return Cells(steward.settings)


async def _make(steward: Stewardship, cell: str, id_: UUID | None = None) -> Tenant:
    id_ = id_ or new_id()
    company = EmployerFacts("测试公司", new_uscc(), "", "", "沈知远", "")
    founder = Founder("沈知远", "founder@cells.test", password="竹林深处有人家 2026")
    return await provision(
        steward, NewTenant(id_, f"cells-{id_.hex[-12:]}", "测试公司", cell=cell), company, founder
    )


def test_an_empty_database_becomes_a_cell_by_one_command(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run = CliRunner().invoke
    before = run(main, ["migrate", "status"])
    assert (before.exit_code, "west: no answer, or no cell yet" in before.output) == (1, True)
    assert run(main, ["migrate"]).output.endswith("west: 0 tenants migrated, 0 failed\n")
    after = run(main, ["migrate", "status"])
    assert (after.exit_code, after.output.count("0 behind, 0 failed")) == (0, 2)
    listed = run(main, ["cell", "list"])
    assert "west                  0 tenants  open" in listed.output, listed.output
    assert run(main, ["cell", "close", "west"]).exit_code == 0
    assert "closed to new tenants" in run(main, ["cell", "list"]).output
    refused = run(main, ["cell", "open", "nowhere"])
    assert (refused.exit_code, "there is no cell nowhere" in refused.output) == (1, True)


async def test_an_address_that_leads_to_another_cell_is_refused(steward: Stewardship) -> None:
    with pytest.raises(WrongCellError, match="leads to the database of cell main"):
        await migrate_shared(steward.owner_url, "west")
    twice = {"main": steward.owner_url, "west": steward.owner_url}
    assert isinstance((await migrate_cells(twice))["west"], WrongCellError)
    status = await cells_status(steward.settings.owner_addresses())
    assert all(isinstance(one, Status) for one in status.values())


async def test_a_new_tenant_goes_where_there_is_room_and_half_made_is_finished(
    steward: Stewardship, cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await choose_cell(steward) == "west"
    await open_cell(steward, "west", opened=False)
    assert await choose_cell(steward) == "main"
    assert await choose_cell(steward, "west") == "west"  # a person may still want it
    with pytest.raises(LookupError, match="no cell nowhere"):
        await choose_cell(steward, "nowhere")

    async def die(*_arguments: object, **_named: object) -> None:
        raise Killed

    id_ = new_id()
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(provisioning, "make_tenant_in_cell", die)
        await _make(steward, "west", id_)
    assert await cells.ask("main", "select status from shared.tenants where id = $1", id_) == "provisioning"
    made = await _make(steward, "west", id_)
    assert made.cell == "west"
    assert await cells.ask("main", "select status from shared.tenants where id = $1", id_) == "trial"
    assert (await cells.trace("main", made.schema))["schema"] == 0
    assert await cells.ask("west", f"select count(*) from {made.schema}.users") == 1  # noqa: S608


async def test_a_host_is_proved_by_one_tenant_only_whatever_their_cells(
    steward: Stewardship, cells: Cells
) -> None:
    host = f"jobs-{new_id().hex[-12:]}.example.com"
    makers = [await _make(steward, cell) for cell in ("main", "west")]
    for tenant in makers:
        async with steward.database.tenant(tenant) as session:
            await domains.add(session, host, actor=ME)
        async with steward.database.tenant(tenant) as session:
            assert await domains.record_proof(session, host, found=True)  # neither knows of the other
            await domains.use(session, host, actor=ME)
    for _repeated in range(2):
        await tell(steward, makers[1].id)
    owners = (
        "select array_agg(tenant_id) from shared.tenant_domains where host = $1 and proved_at is not null"
    )
    assert await cells.ask("main", owners, host) == [makers[0].id]
    assert await cells.ask("west", owners, host) is None
    async with steward.database.tenant(makers[1]) as session:
        assert not (await domains.domain(session, host)).main
        await domains.remove(session, host, actor=ME)
    await tell(steward, makers[1].id)
    assert await cells.ask("main", "select count(*) from shared.tenant_domains where host = $1", host) == 1


async def test_there_and_deleted_with_its_role_shared_by_both_databases(
    steward: Stewardship, cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await _make(steward, "main")
    due = clock.now() + timedelta(days=1)
    async with steward.database.tenant(made) as session:
        await enqueue(session, "test.later", {"what": "后天的事"}, run_at=due, dedupe="x")
        await domains.add(session, "jobs.cells.example", actor=ME)
    await move_tenant(steward, made.id, "west", by=ME, patience=SOON)
    there = await steward.tenant(made.id)
    assert there is not None and there.cell == "west"
    assert await cells.trace("main", made.schema) == {
        "schema": 0,
        "role": 1,
        "row": 0,
        "jobs": 0,
        "parked": 0,
    }
    assert (await cells.trace("west", made.schema))["jobs"] == 1
    job = "select convert_from(payload, 'UTF8')::jsonb || jsonb_build_object('due', execute_after) from queue.pgqueuer"
    assert "后天的事" in await cells.ask("west", job + " where entrypoint = 'test.later'")
    async with steward.database.tenant(there) as session:
        assert [one.host for one in await domains.domains(session)] == ["jobs.cells.example"]
    # Whoever still holds it for a tenant of main reaches nothing there, and enqueues nothing that nobody would do.
    with pytest.raises(Exception, match=r"搬迁|moving"):
        async with steward.database.tenant(made) as session:
            await enqueue(session, "test.lost", {})

    async with steward.database.tenant(there) as session:
        await close(session, grace=timedelta(), actor=ME)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("huiyin_migrations.removal._bury", _dies)
        await delete_tenant(steward, made.id, by=ME)
    certificate = await delete_tenant(steward, made.id, by=ME)
    assert certificate["rows"]["users"] == 1 and certificate["chain"]["events"] > 1
    assert set((await cells.trace("west", made.schema)).values()) == {0}
    stones = "select count(*) from shared.tombstones where id = $1"
    assert (await cells.ask("main", stones, made.id), await cells.ask("west", stones, made.id)) == (1, 0)


async def _dies(*_arguments: object) -> None:
    raise RuntimeError("killed")


async def test_a_move_begun_can_be_taken_back_and_one_forgotten_is_finished(
    steward: Stewardship, cells: Cells
) -> None:
    made = await _make(steward, "main")

    def stop(what: str, _done: int, _total: int) -> None:
        if what == "checked":
            raise Killed

    with pytest.raises(Killed):
        await move_tenant(steward, made.id, "west", by=ME, progress=stop, patience=SOON)
    with pytest.raises(MoveError, match="on its way from main to west"):
        await move_tenant(steward, made.id, "east", by=ME, patience=SOON)
    await move_tenant(steward, made.id, "main", by=ME, patience=SOON)  # where it is: taken back
    state = "select (cell, moving_to, gate) from shared.tenants where id = $1"
    assert tuple(await cells.ask("main", state, made.id)) == ("main", None, "open")
    assert (await cells.trace("west", made.schema))["schema"] == 0
    async with steward.database.tenant(made) as session:
        await domains.add(session, "again.cells.example", actor=ME)

    with pytest.raises(Killed):
        await move_tenant(steward, made.id, "west", by=ME, progress=stop, patience=SOON)
    async with cells.at("main") as holder:
        await holder.execute("select pg_advisory_lock(hashtextextended('move:' || $1, 0))", str(made.id))
        with pytest.raises(relocation.MoveBusyError):
            await go_on(steward, made.id)
    with clock.use(clock.now() + timedelta(minutes=3)):
        await sweep(steward)  # nobody asks for it
    assert tuple(await cells.ask("main", state, made.id)) == ("west", None, "open")


async def test_who_moves_takes_its_anchors_along(
    steward: Stewardship, settings: Settings, tmp_path: Path
) -> None:
    made = await _make(steward, "main")
    both = replace(steward.settings, ca_dir=settings.ca_dir)
    async with notary(both, DirectoryStore(tmp_path)) as office:
        await office.anchor()
        await move_tenant(steward, made.id, "west", by=ME, patience=SOON)
        there = await steward.tenant(made.id)
        assert there is not None and there.cell == "west"
        place = Place(there, office.steward.database, office.steward.vault)
        seen = await office.look(place)
        assert seen.verdict == "valid"
        assert seen.report.events == seen.standing.seq + 1, "that it moved is not anchored yet"
        await office.anchor()
        seen = await office.look(place)
        assert (seen.verdict, seen.standing.seq) == ("valid", seen.report.events)


async def test_a_cell_that_is_away_is_waited_for_till_morning(
    steward: Stewardship, settings: Settings, tmp_path: Path
) -> None:
    here, away = await _make(steward, "main"), await _make(steward, "west")
    west = steward.settings.other_cells["west"]
    nowhere = replace(west, database_owner_url=west.database_owner_url.replace("/west_", "/gone_"))
    lost = replace(steward.settings, ca_dir=settings.ca_dir, other_cells={"west": nowhere})

    def anchored(tenant: Tenant) -> int:
        return len(list((tmp_path / tenant.schema).rglob("anchors/*.json")))

    async with notary(lost, DirectoryStore(tmp_path)) as office:
        for hour, done in ((5, 0), (6, 1)):
            with clock.use(
                datetime.combine(office.day, datetime.min.time().replace(hour=hour), clock.BEIJING)
            ):
                await anchor(office.steward)
            assert (anchored(here) > 0, anchored(away)) == (done, 0)
