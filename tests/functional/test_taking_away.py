"""What weighs most asks who one is: taking everything away, closing. What is taken away can be read; what waits goes out."""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import asyncpg
import pytest
from huiyin.demo import ACME, PASSWORD, fill
from huiyin.jobs.company.exports import stays_encrypted
from huiyin.platform.db import TenantBase
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.provisioning import Founder, NewTenant, provision
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.company.lifecycle.service import resume, suspend
from huiyin.tenants.features import table_exports

from tests.support.companies import new_uscc
from tests.support.tenants import send_at_any_hour

ADMIN = "admin@taken.test"
_EXPORTS = table_exports()
LEFT_OUT = {name for name, one in _EXPORTS.items() if one.left_out}
DECRYPTED = {name: one for name, one in _EXPORTS.items() if one.decrypted}
STAYS_ENCRYPTED = stays_encrypted(_EXPORTS.values())


@dataclass(frozen=True, slots=True)
class Firm:
    """A company of the test's own."""

    tenant: Tenant
    origin: str
    steward: Stewardship
    owner: asyncpg.Connection

    async def age_proofs(self) -> None:
        """What an hour does."""
        statement = f"update {self.tenant.schema}.sessions set proved_at = now() - interval '1 hour'"  # noqa: S608
        await self.owner.execute(statement)


@pytest.fixture
async def firm(settings: Settings) -> AsyncIterator[Firm]:
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    async with stewardship(settings) as steward:
        id_ = new_id()
        slug = f"taken-{id_.hex[-12:]}"
        founder = Founder("沈知远", ADMIN, password=PASSWORD)
        company = replace(ACME.company, uscc=new_uscc())
        tenant = await provision(steward, NewTenant(id_, slug, "带走公司"), company, founder)
        async with steward.database.tenant(tenant) as session:
            await send_at_any_hour(session)
            await create_user(
                session, NewUser("interviewer@taken.test", "王磊"), roles=[GivenRole("interviewer")]
            )
        yield Firm(tenant, settings.origin(slug), steward, owner)
    await owner.close()


async def proved(page: Page, doing: str) -> Page:
    """The proof that is asked for, and the click that does what was on its way."""
    assert page.path == "/hr/prove", page.url
    page = await page.form("prove-form").fill({"password": PASSWORD}).submit()
    assert doing in page.text
    return await page.form("go-form").submit()


async def test_an_export_asks_who_one_is_and_can_be_read(firm: Firm) -> None:
    await fill(firm.steward.database, firm.steward.vault, firm.tenant)
    admin = Browser(firm.origin)
    await people.log_in(admin, ADMIN, PASSWORD)
    page = await admin.get("/hr/company")
    await firm.age_proofs()
    page = await page.form("export-form").submit()
    assert await firm.owner.fetchval(f"select count(*) from {firm.tenant.schema}.exports") == 0  # noqa: S608
    await proved(page, "导出全部数据")

    async def ready() -> str | None:
        return next(iter((await admin.get("/hr/company")).links("/hr/company/exports/")), None)

    link = await eventually(ready, "the export")
    await firm.age_proofs()
    file = (await proved(await admin.get(link), "导出全部数据")).content
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        tables = {name.removeprefix("tables/") for name in archive.namelist() if name.startswith("tables/")}
        assert not tables & {f"{name}.csv" for name in LEFT_OUT}
        assert {"sessions", "passkeys", "authenticator_apps", "recovery_codes"} <= set(manifest["left_out"])
        assert manifest["stays_encrypted"] == STAYS_ENCRYPTED
        assert {item["name"] for item in manifest["decrypted"]} == set(DECRYPTED)
        read = {name: _rows(archive, f"decrypted/{name}.csv") for name in DECRYPTED}
        names = {row["id"]: row["name"] for row in _rows(archive, "tables/persons.csv")}
        encrypted = archive.read("tables/persons.csv").decode()
    phones = {names[row["id"]]: (row["phone"], row["email"]) for row in read["persons"]}
    assert phones["李想"] == ("+8613800006721", "lixiang@example.com")
    assert phones["阿卜杜热合曼·买买提艾力"] == ("+8617700009908", "")
    assert "13800006721" not in encrypted and "lixiang@example.com" not in encrypted
    assert any("产品经理" in row["params"] for row in read["messages"])
    await admin.close()


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


def test_every_encrypted_column_is_decrypted_left_out_or_named() -> None:
    """A new one cannot be forgotten: who takes the data away can read it, or is told why not."""
    known = {
        f"{name}.{column}" for name, declared in DECRYPTED.items() for column in declared.decrypted
    } | set(STAYS_ENCRYPTED)
    known |= {f"{name}.{column}" for name, one in _EXPORTS.items() for column in one.blanked}
    found = {
        f"{table.name}.{column.name}"
        for table in TenantBase.metadata.tables.values()
        if table.name not in LEFT_OUT
        for column in table.columns
        if column.name.endswith("_encrypted")
    }
    assert found <= known, (
        "say in the feature's feature.py whether it is opened in an export, or why it stays encrypted"
    )


async def test_closing_asks_who_one_is(firm: Firm) -> None:
    admin = Browser(firm.origin)
    await people.log_in(admin, ADMIN, PASSWORD)
    page = await admin.get("/hr/company")
    await firm.age_proofs()
    page = await page.form("close-form").fill({"slug": firm.tenant.slug, "reason": "试用结束"}).submit()
    status = "select status from shared.tenants where id = $1"
    assert await firm.owner.fetchval(status, firm.tenant.id) == "trial"
    await proved(page, "注销企业")
    assert await firm.owner.fetchval(status, firm.tenant.id) == "closing"
    await admin.close()


async def test_what_waited_goes_out_once_when_a_company_works_again(firm: Firm, inbox: Inbox) -> None:
    """While it is suspended nobody is told; afterwards everybody is, and once."""
    schema = firm.tenant.schema
    async with firm.steward.database.tenant(firm.tenant) as session:
        await suspend(session, reason="欠费", actor="test")
    await fill(firm.steward.database, firm.steward.vault, firm.tenant)  # one result is confirmed there
    states = f"select state from {schema}.messages"  # noqa: S608

    async def tried() -> bool | None:
        left = await firm.owner.fetchval(
            "select count(*) from queue.pgqueuer where entrypoint = 'message.send'"
            " and convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1",
            schema,
        )
        return True if left == 0 else None

    await eventually(tried, "the jobs of the messages")
    waiting = [row["state"] for row in await firm.owner.fetch(states)]
    assert waiting and set(waiting) == {"queued"}
    async with firm.steward.database.tenant(firm.tenant) as session:
        await resume(session, actor="test")
        await suspend(session, reason="又欠费", actor="test")
        await resume(session, actor="test")

    async def told() -> bool | None:
        now = {row["state"] for row in await firm.owner.fetch(states)}
        return True if now <= {"submitted", "delivered", "opened"} else None

    await eventually(told, "the messages that waited")
    texts = (f"{m.get('out_id')} {m['text']}" for m in await inbox.messages())
    arrived = [text for text in texts if f"{schema}." in text or firm.tenant.slug in text]
    assert len(arrived) == len(waiting)
