"""The states of a tenant's life: each change, repeated, refused, killed in the middle; nothing is left at the end."""

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import asyncpg
import pytest
from asn1crypto import tsp
from huiyin.demo import ACME
from huiyin.jobs.company.exports import write_export
from huiyin.jobs.context import Context
from huiyin.platform import clock
from huiyin.platform.db.statements import NotAQueryError
from huiyin.platform.ids import new_id
from huiyin.platform.queue import enqueue
from huiyin.platform.settings import Settings
from huiyin.steward import deletion
from huiyin.steward.cli import _services
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.deletion import delete_tenant
from huiyin.steward.provisioning import Founder, NewTenant, provision
from huiyin.steward.sweep import sweep
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.company.lifecycle.errors import ReasonMissingError, WrongWayError
from huiyin.tenants.company.lifecycle.feature import TRIAL_OVER
from huiyin.tenants.company.lifecycle.service import activate, close, reopen, resume, status, suspend
from huiyin.tenants.company.operators.service import history, tenant_by_slug
from huiyin.up import Product
from huiyin_migrations.making import create_tenant_schema
from huiyin_migrations.removal import begin_removal
from huiyin_migrations.runner import plain_dsn
from pyhanko.sign.timestamps import TimestampRequestError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.support.anchors import NearAuthority
from tests.support.authorities import installed_authority
from tests.support.databases import own_database
from tests.support.tenants import Place

ME = "operator:test"
FOUNDER = Founder("沈知远", "founder@life.test", password="竹林深处有人家 2026")
GRACE = timedelta(days=30)


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: who sweeps at a later time ends everybody's trial."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def steward(settings: Settings) -> AsyncIterator[Stewardship]:
    assert settings.ca_dir is not None
    authority = NearAuthority(installed_authority(settings))
    async with stewardship(settings) as made:
        yield replace(made, timestamps=authority)


async def _status(place: Place) -> str:
    async with place.database.tenant(place.tenant) as session:
        return await status(session)


async def test_every_way_there_is_and_every_way_there_is_not(place: Place) -> None:
    async def do(change) -> str:  # type: ignore[no-untyped-def]
        async with place.database.tenant(place.tenant) as session:
            await change(session)
        return await _status(place)

    assert await _status(place) == "active"
    for refused in (resume, reopen):
        with pytest.raises(WrongWayError):
            await do(lambda s, refused=refused: refused(s, actor=ME))
    with pytest.raises(ReasonMissingError):
        await do(lambda s: suspend(s, reason="", actor=ME))
    for _second_click in range(2):
        assert await do(lambda s: suspend(s, reason="欠费", actor=ME)) == "suspended"
    assert await do(lambda s: close(s, grace=GRACE, actor=ME)) == "closing"
    with pytest.raises(WrongWayError):
        await do(lambda s: activate(s, actor=ME))
    with pytest.raises(WrongWayError):
        await do(lambda s: suspend(s, reason="x", actor=ME))
    assert await do(lambda s: reopen(s, actor=ME)) == "suspended"  # what it was before, with its reason
    async with place.database.shared() as session:
        row = await tenant_by_slug(session, place.tenant.slug)
        assert (row.status_reason, row.delete_after) == ("欠费", None)
    assert await do(lambda s: resume(s, actor=ME)) == "active"


async def test_a_change_stands_in_the_chain_and_in_the_log_or_nowhere(
    place: Place, steward: Stewardship
) -> None:
    with pytest.raises(RuntimeError):
        async with place.database.tenant(place.tenant) as session:
            await suspend(session, reason="欠费", actor=ME)
            raise RuntimeError("killed before the commit")
    assert await _status(place) == "active"
    async with place.database.tenant(place.tenant) as session:
        await suspend(session, reason="欠费", actor=ME)
    async with place.database.tenant(place.tenant) as session:
        kinds = list(await session.scalars(select(AuditEvent.kind).order_by(AuditEvent.seq)))
        assert kinds.count("tenant.status_changed") == 2  # opened and suspended
        assert (await verify_chain(session)).valid
    async with steward.database.shared() as session:
        row = await tenant_by_slug(session, place.tenant.slug)
        assert [entry.action for entry in await history(session, row)] == [
            "tenant.suspended",
            "tenant.active",
        ]


async def test_two_changes_at_once_queue_up(place: Place) -> None:
    async def change() -> None:
        async with place.database.tenant(place.tenant) as session:
            await suspend(session, reason="欠费", actor=ME)

    await asyncio.gather(*(change() for _n in range(5)))
    async with place.database.tenant(place.tenant) as session:
        await resume(session, actor=ME)
        assert await status(session) == "active"  # suspended once, so once back is enough


async def test_the_doors_know_only_their_own_tenant(place: Place, settings: Settings) -> None:
    for forbidden in (
        "update shared.tenants set status = 'active'",
        "select * from shared.tenants",
        "select queue.enqueue_system('system.provision', gen_random_uuid())",
        "select queue.enqueue('system.provision', '{}', null, null)",
        "select doors.record_domain('acme.example', true)",  # pages do not prove domains
    ):
        with pytest.raises(DBAPIError):
            async with place.database.tenant(place.tenant) as session:
                await (await session.connection()).exec_driver_sql(forbidden)
    for forbidden in (
        "update shared.tenants set status = 'active'",
        "select doors.change_status('suspended', '', '', null)",
        "select queue.enqueue_system('message.send', gen_random_uuid())",
        "insert into shared.operators (id, name, created_at) values (gen_random_uuid(), 'x', now())",
        "create schema mine",
        "create role mine",
    ):
        with pytest.raises((DBAPIError, NotAQueryError)):
            async with place.database.shared() as session:
                await (await session.connection()).exec_driver_sql(forbidden)


async def _make(steward: Stewardship, slug: str = ""):  # type: ignore[no-untyped-def]
    id_ = new_id()
    return await provision(
        steward, NewTenant(id_, slug or f"life-{id_.hex[-12:]}", "生命公司"), ACME.company, FOUNDER
    )


async def test_a_provisioning_killed_between_its_steps_is_reached_by_nobody_and_finishes(
    steward: Stewardship, settings: Settings
) -> None:
    from huiyin.platform.tenancy.directory import TenantDirectory

    id_ = new_id()
    slug = f"half-{id_.hex[-12:]}"
    await create_tenant_schema(
        steward.owner_url, id_=id_, slug=slug, name="半成公司"
    )  # and here it was killed
    host = f"{slug}.{settings.base_domain}"
    assert await TenantDirectory(steward.database, settings).by_host(host) is None
    for _repeated in range(2):
        made = await provision(steward, NewTenant(id_, slug, "半成公司"), ACME.company, FOUNDER)
    found = await TenantDirectory(steward.database, settings).by_host(host)
    assert found is not None and found.id == made.id and found.status == "trial"
    async with steward.database.tenant(made) as session:
        kinds = list(await session.scalars(select(AuditEvent.kind)))
        assert kinds.count("tenant.created") == 1 and kinds.count("user.created") == 1


async def test_a_trial_that_ran_out_is_suspended_and_can_get_more_time(steward: Stewardship) -> None:
    made = await _make(steward)
    with clock.use(clock.now() + timedelta(days=steward.settings.trial_days - 1)):
        await sweep(steward)
        assert (await steward.tenant(made.id)).status == "trial"  # type: ignore[union-attr]
    later = clock.now() + timedelta(days=steward.settings.trial_days + 1)
    with clock.use(later):
        for _repeated in range(2):
            await sweep(steward)
        found = await steward.tenant(made.id)
        assert found is not None and (found.status, found.reason) == ("suspended", TRIAL_OVER)
        async with steward.database.tenant(made) as session:
            await resume(session, actor=ME, trial_until=later + timedelta(days=7))
        await sweep(steward)
        assert (await steward.tenant(made.id)).status == "trial"  # type: ignore[union-attr]


async def _remains(steward: Stewardship, schema: str) -> dict[str, int]:
    """What the database and the store still have of a tenant."""
    connection = await asyncpg.connect(plain_dsn(steward.owner_url))
    try:
        found = {
            what: await connection.fetchval(query, schema)
            for what, query in {
                "schema": "select count(*) from pg_namespace where nspname = $1",
                "role": "select count(*) from pg_roles where rolname = $1",
                "tables": "select count(*) from pg_tables where schemaname = $1",
                "row": "select count(*) from shared.tenants where schema_name = $1",
                "jobs": "select count(*) from queue.pgqueuer where convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1",
            }.items()
        }
    finally:
        await connection.close()
    return found | {"objects": len(await steward.store.keys(f"{schema}/"))}


async def test_a_deletion_killed_anywhere_is_started_again_and_leaves_only_what_the_law_keeps(
    steward: Stewardship, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await _make(steward)
    until = clock.now().replace(microsecond=0) + timedelta(days=700)
    await steward.store.put(f"{made.schema}/contracts/draft.pdf", b"draft")
    await steward.store.put(f"{made.schema}/archive/contract.pdf", b"signed", retain_until=until)
    with pytest.raises(LookupError):
        await delete_tenant(steward, made.id, by=ME)  # it is not closing
    async with steward.database.tenant(made) as session:
        await close(session, grace=GRACE, actor=ME)
    await begin_removal(steward.owner_url, made.id)
    assert await steward.tenant(made.id) is None  # closed to everybody from here on

    def killed(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await delete_tenant(steward, made.id, by=ME, progress=killed)  # after the first object
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(deletion, "finish_removal", killed)
        await delete_tenant(steward, made.id, by=ME)
    with clock.use(clock.now() + timedelta(minutes=11)):
        await sweep(steward)  # what was begun is finished without being asked
    remains = await _remains(steward, made.schema)
    assert remains == {"schema": 0, "role": 0, "tables": 0, "row": 0, "jobs": 0, "objects": 1}
    connection = await asyncpg.connect(plain_dsn(steward.owner_url))
    try:
        stone = await connection.fetchval("select certificate from shared.tombstones where id = $1", made.id)
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute(
                "insert into shared.tombstones (id, number, slug, schema_name, deleted_at, certificate)"
                " select gen_random_uuid(), number, slug, schema_name, deleted_at, certificate"
                " from shared.tombstones where id = $1",
                made.id,
            )
    finally:
        await connection.close()
    certificate = json.loads(stone)
    said = certificate.pop("sha256")
    body = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(body.encode()).hexdigest() == said
    assert [item["key"] for item in certificate["objects"]["kept"]] == [f"{made.schema}/archive/contract.pdf"]
    assert certificate["chain"]["events"] == certificate["rows"]["audit_events"] > 0
    assert "第五十条" in certificate["objects"]["kept_because"]


async def test_a_closing_is_deleted_when_its_grace_time_is_over_and_not_before(steward: Stewardship) -> None:
    made = await _make(steward)
    async with steward.database.tenant(made) as session:
        await close(session, grace=GRACE, actor=ME)
    await sweep(steward)
    assert (await _remains(steward, made.schema))["schema"] == 1
    with clock.use(clock.now() + GRACE + timedelta(minutes=1)):
        await sweep(steward)
    assert set((await _remains(steward, made.schema)).values()) == {0}
    with pytest.raises(LookupError):
        await delete_tenant(steward, made.id, by=ME)


class _Standing(NearAuthority):
    """An authority whose clock shows a moment of its own; None: one that does not answer."""

    moment: datetime | None = None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if self.moment is None:
            raise TimestampRequestError("away")
        with clock.use(self.moment):
            return await super().async_request_tsa_response(req)


async def test_nothing_is_deleted_on_the_word_of_our_clock_alone(
    steward: Stewardship, settings: Settings
) -> None:
    assert settings.ca_dir is not None
    authority = _Standing(installed_authority(settings))
    wary = replace(steward, timestamps=authority)
    made = await _make(steward)
    async with steward.database.tenant(made) as session:
        await close(session, grace=GRACE, actor=ME)
    now = clock.now()
    with clock.use(now + GRACE + timedelta(minutes=1)):
        for moment in (
            now,
            now + GRACE + timedelta(hours=1),
            None,
        ):  # ours runs ahead, or behind, or who knows
            authority.moment = moment
            await sweep(wary)
            assert (await _remains(steward, made.schema))["schema"] == 1
        authority.moment = now + GRACE
        await sweep(wary)
    assert set((await _remains(steward, made.schema)).values()) == {0}


async def test_what_waits_is_called_back_when_a_clock_that_ran_ahead_is_put_right(
    steward: Stewardship,
) -> None:
    made = await _make(steward)
    async with steward.database.tenant(made) as session:
        for days in (45, 95):
            later = clock.now() + timedelta(days=days)
            await enqueue(session, "message.send", {"message": str(new_id())}, run_at=later)
    connection = await asyncpg.connect(plain_dsn(steward.owner_url))
    jobs = "from queue.pgqueuer where tenant = $1"
    try:
        # As if they had been put there in 45 days' time, one to be done at once, and that time had been taken back.
        await connection.execute(
            "update queue.pgqueuer set created = created + interval '45 days', updated = updated + interval '45 days',"
            " heartbeat = heartbeat + interval '45 days' where tenant = $1",
            made.schema,
        )
        await sweep(steward)
        rows = await connection.fetch(f"select execute_after - now() as left {jobs} order by 1", made.schema)
        *at_once, later_one = (row["left"] / timedelta(days=1) for row in rows)
        assert all(left <= 0 for left in at_once)  # or a worker has taken it
        assert 94 < later_one < 96
        future = f"select count(*) {jobs} and greatest(created, updated, heartbeat) > now()"
        assert await connection.fetchval(future, made.schema) == 0
    finally:
        await connection.execute(f"delete {jobs}", made.schema)
        await connection.close()


async def test_an_export_is_complete_and_of_one_moment(steward: Stewardship, tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = await _make(steward)
    await steward.store.put(f"{made.schema}/contracts/a.pdf", b"pdf")
    seen: list[tuple[int, int]] = []

    async def tell(done: int, total: int) -> None:
        seen.append((done, total))

    file = tmp_path / "export.zip"
    manifest = await write_export(Context(made, _services(steward)), file, tell)
    assert seen[-1][0] == seen[-1][1] == len(manifest["tables"]) + 1
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("manifest.json")) == json.loads(json.dumps(manifest))
        for table in manifest["tables"]:
            data = archive.read(f"tables/{table['name']}.csv")
            assert hashlib.sha256(data).hexdigest() == table["sha256"]
            assert data.decode().splitlines()[0].split(",") == list(table["columns"])
        assert archive.read("objects/contracts/a.pdf") == b"pdf"
        assert b"$argon2" not in archive.read("tables/users.csv")
        loaded = io.StringIO(archive.read("tables/users.csv").decode())
        assert "founder@life.test" in loaded.read()
    connection = await asyncpg.connect(plain_dsn(steward.owner_url))
    try:
        names = {
            row[0]
            for row in await connection.fetch(
                "select tablename from pg_tables where schemaname = $1", made.schema
            )
        }
        known = (
            {table["name"] for table in manifest["tables"]} | set(manifest["left_out"]) | {"alembic_version"}
        )
        assert names <= known
        for table in manifest["tables"]:
            query = f'select count(*) from "{made.schema}"."{table["name"]}"'  # noqa: S608
            count = await connection.fetchval(query)
            assert count == table["rows"], table["name"]
    finally:
        await connection.close()
