"""Every job there is, handed another tenant's ids, keys and encrypted values: it does what it does for ids of
nothing."""

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from huiyin.jobs.context import Services
from huiyin.platform import clock
from huiyin.platform.db import TenantBase
from huiyin.platform.features import Ciphertext, JobKind, Moment, NewId, RowOf
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.port import ObjectMissingError
from huiyin.platform.queue import registry
from huiyin.platform.queue.worker import Steward, Worker
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.road import people
from huiyin.road.people import Inbox
from huiyin.steward import provisioning  # noqa: F401 – registers the steward's jobs
from huiyin.tenants.access.users.keys import member_key
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.features import job_kinds
from huiyin.worker import services as opened
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.support.rows import row_of
from tests.support.victim import PHONE, Victim, login

Payload = dict[str, Any]
# What an example would not show: a host of the victim's own.
_MORE = {"domain.prove": lambda ids: {"host": f"{ids['tenants']}.example"}}


def payload_of(kind: JobKind, ids: dict[str, UUID], encrypted: str) -> Payload:
    """What the feature says its job is handed, of the victim's own; `ids` by table."""
    payload = {key: _example(value, ids, encrypted) for key, value in kind.payload.items()}
    return payload | _MORE.get(kind.name, lambda _ids: {})(ids)


def _example(value: object, ids: dict[str, UUID], encrypted: str) -> str | int:
    match value:
        case RowOf(table):
            return str(ids[table])
        case NewId():
            return str(new_id())
        case Moment():
            return clock.now().isoformat()
        case Ciphertext():
            return encrypted
        case str() | int():
            return value
    raise TypeError(value)


# What happens for an id of nothing too: a code is made that reaches nobody, so that the time says nothing.
_MADE_FOR_NOBODY = {"staff.code": {"one_time_codes": 1}, "staff.text": {"data_keys": 1}}


@pytest.fixture(scope="module")
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with opened(settings) as made:
        yield made


@pytest.fixture(scope="module")
async def attacker(services: Services, settings: Settings) -> Tenant:
    found = await TenantDirectory(services.database, settings).all()
    return next(tenant for tenant in found if tenant.slug == "globex")


@pytest.fixture(scope="module")
async def owner(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def loot(victim: Victim, owner: asyncpg.Connection) -> tuple[dict[str, UUID], str]:
    """A row's id of each of the victim's tables that jobs are handed, and a code to one of its members' phones as its own
    job would carry it."""
    schema = victim.tenant.schema

    async def told() -> bool | None:
        waiting = f"select count(*) from {schema}.messages where state in ('queued', 'submitted')"  # noqa: S608
        return True if await owner.fetchval(waiting) == 0 else None

    await people.eventually(told, "the victim's messages to arrive")
    await owner.execute(
        f"insert into {schema}.message_templates (id, event, channel, number, content, created_at, created_by)"  # noqa: S608
        " values (uuidv7(), 'result_pass', 'sms', 1, '{\"text\": \"{姓名}您好，查看：{链接}\"}', now(), '')"
    )
    named = {
        part.table
        for kind in job_kinds().values()
        for part in kind.payload.values()
        if isinstance(part, RowOf)
    }
    tables = TenantBase.metadata.tables
    ids = {table: await owner.fetchval(row_of(tables[table]).format(s=schema)) for table in sorted(named)}
    ids |= {"users": victim.ids["user_id"], "tenants": victim.tenant.id}
    async with victim.database.tenant(victim.tenant) as session:
        key = await member_key(session, victim.steward.vault, ids["users"])
        facts = {"phone": f"+86{PHONE}", "code": "123456", "use": "登录控制台"}
        encrypted = b64encode(key.encrypt("text", json.dumps(facts, ensure_ascii=False))).decode()
    assert all(ids.values())
    return ids, encrypted


async def rows(owner: asyncpg.Connection, tenant: Tenant) -> dict[str, tuple[int, str]]:
    """Every table of a tenant: how many rows, and a digest of all that stands in them."""
    tables = await owner.fetch("select tablename from pg_tables where schemaname = $1", tenant.schema)
    found = {}
    for (table,) in tables:
        query = (
            f"select count(*), md5(string_agg(x::text, '' order by x::text)) from {tenant.schema}.{table} x"  # noqa: S608
        )
        found[table] = tuple(await owner.fetchrow(query))
    return found


def added(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> dict[str, int]:
    """Tables that are not as they were, with how many rows came."""
    return {table: after[table][0] - before[table][0] for table in after if after[table] != before[table]}


def test_every_job_is_described() -> None:
    assert set(job_kinds()) == set(registry.jobs), (
        "a new job: say in the feature's feature.py what it is handed"
    )
    assert set(registry.system_jobs) == {"system.signup_mail", "system.provision", "system.tell"}


async def handed(services: Services, tenant: Tenant, name: str, payload: dict[str, Any]) -> str:
    """Do a job, and what follows when its tries are used up; says how it ended."""
    job, context, ends = registry.jobs[name], services.for_tenant(tenant), []
    for handler in (job.handler, job.last_try):
        try:
            if handler is not None:
                await handler(context, dict(payload))
            ends.append("done")
        except Exception as problem:
            ends.append(f"{type(problem).__name__}")
    return " ".join(ends)


@pytest.mark.parametrize("name", sorted(job_kinds()))
async def test_a_job_with_foreign_ids_does_nothing(
    name: str,
    services: Services,
    victim: Victim,
    attacker: Tenant,
    owner: asyncpg.Connection,
    loot: tuple[dict[str, UUID], str],
    inbox: Inbox,
) -> None:
    ids, encrypted = loot
    before = await rows(owner, victim.tenant)
    ends: list[tuple[str, dict[str, int]]] = []
    nothing = {key: uuid4() for key in ids}
    for given, secret in ((ids, encrypted), (nothing, b64encode(b"x" * 200).decode())):
        mine = await rows(owner, attacker)
        end = await handed(services, attacker, name, payload_of(job_kinds()[name], given, secret))
        ends.append((end, added(mine, await rows(owner, attacker))))
    assert ends[0] == ends[1], (name, ends)
    assert ends[0][1] == _MADE_FOR_NOBODY.get(name, {}) or ends[0][1] == {}, (name, ends)
    assert await rows(owner, victim.tenant) == before
    forged = await inbox.messages()
    mark = f"{attacker.schema}."
    told = [m for m in forged if m["to"] in (PHONE, login("admin"), "new@victim.test")]
    assert not [m for m in told if mark in (m.get("out_id") or "") + (m.get("id") or "")], name


@pytest.mark.parametrize(
    ("name", "logged"),
    [
        ("contract.archive", 1),
        ("message.receipt", 0),  # a receipt is looked at once, by whoever comes first: gone is done
        ("invitation.send", 1),
        ("tenant.export.expire", 1),
    ],
)
async def test_a_job_of_nothing_is_done(
    name: str,
    logged: int,
    services: Services,
    attacker: Tenant,
    owner: asyncpg.Connection,
    settings: Settings,
) -> None:
    """It is not tried for ever, nothing is changed, and the worker says so in its log only."""

    async def find(_schema: str, _fresh: bool) -> Tenant:
        return attacker

    worker = Worker(settings.database_worker_url, find, services.for_tenant)
    before = await rows(owner, attacker)
    envelope = payload_of(job_kinds()[name], defaultdict(uuid4), "") | {"tenant": attacker.schema}
    queued: Any = SimpleNamespace(payload=json.dumps(envelope).encode(), id=1, attempts=0)
    with capture_logs() as said:
        await worker._handle(registry.jobs[name], queued)  # raising would mean: once more
    lines = [(line["log_level"], line["event"], line["job"]) for line in said]
    assert lines == [("warning", "job about what is not there", name)] * logged
    assert await rows(owner, attacker) == before


@pytest.mark.parametrize("name", sorted(registry.system_jobs))
async def test_a_system_job_with_a_tenants_stamp_is_left_alone(
    name: str, victim: Victim, owner: asyncpg.Connection
) -> None:
    """The steward believes no job that came through a tenant's door, and finds nothing by a tenant's ids."""
    steward = Steward("", victim.steward)
    tenants = await owner.fetch("select id, status from shared.tenants order by id")
    for payload in (
        {"reference": str(victim.ids["contract_id"]), "tenant": victim.tenant.schema},
        {"reference": str(victim.tenant.id)},
        {"reference": str(victim.ids["user_id"])},
    ):
        queued: Any = SimpleNamespace(payload=json.dumps(payload).encode(), id=1, attempts=0)
        await steward._handle(registry.system_jobs[name], queued)
    assert await owner.fetch("select id, status from shared.tenants order by id") == tenants


async def test_another_tenants_object_is_not_there(
    services: Services, victim: Victim, attacker: Tenant
) -> None:
    """The bucket is one for all; what a job or a page works with begins with the tenant's own name."""
    store = services.for_tenant(attacker).store
    keys = victim.keys
    assert any("/archive/" in key for key in keys) and any("/exports/" in key for key in keys)
    for key in (*keys, f"{attacker.schema}/../{keys[0]}", f"./{keys[0]}", f"{attacker.schema}/none"):
        for read in (store.get, store.original):
            with pytest.raises(ObjectMissingError):
                await read(key)
    for forbidden in (store.put(keys[0], b"x"), store.delete(keys[0]), store.retained_until(keys[0])):
        with pytest.raises(ObjectMissingError):
            await forbidden
    for prefix in ("", "t_", f"{victim.tenant.schema}/", attacker.schema):
        with pytest.raises(ObjectMissingError):
            await store.keys(prefix)
    assert await services.store.get(keys[0])  # it is there all the same


async def test_a_row_that_names_a_foreign_object_opens_nothing(
    services: Services, victim: Victim, owner: asyncpg.Connection
) -> None:
    """Even who could write a foreign key into a row of their own reads nothing by it."""
    schema, contract = victim.tenant.schema, victim.ids["contract_id"]
    final = await owner.fetchval(f"select final_key from {schema}.contracts where id = $1", contract)  # noqa: S608
    foreign = await services.store.put(f"t_none/contracts/{new_id()}.pdf", b"%PDF- of somebody else")
    write = f"update {schema}.contracts set final_key = $1 where id = $2"  # noqa: S608
    filed = f"update {schema}.archived_objects set object_key = $1 where contract_id = $2 and kind = 'contract.pdf'"  # noqa: S608
    archived = await owner.fetchval(
        f"select object_key from {schema}.archived_objects where contract_id = $1 and kind = 'contract.pdf'",  # noqa: S608
        contract,
    )
    await owner.execute(write, foreign.key, contract)
    await owner.execute(filed, foreign.key, contract)
    try:
        response = await victim.candidate._client.get(f"/contracts/{contract}/pdf")
        assert response.status_code >= 400 and b"somebody else" not in response.content
        async with victim.database.tenant(victim.tenant) as session:
            assert (await session.scalars(select(Contract.final_key).where(Contract.id == contract))).one()
    finally:
        await owner.execute(write, final, contract)
        await owner.execute(filed, archived, contract)
        await services.store.delete(foreign.key)
