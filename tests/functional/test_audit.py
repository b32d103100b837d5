"""The page of the chain: up to when it is anchored, what is not yet, and what somebody did to the tables."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import asyncpg
import pytest
from huiyin.platform.db import Database
from huiyin.platform.features import Event
from huiyin.platform.i18n import lazy
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.road.browser import Browser, Page
from huiyin.road.people import eventually
from huiyin.tenants.audit.service import record
from huiyin.up import Product
from huiyin_migrations.runner import plain_dsn

from tests.support.products import fresh_product

from .test_road import hr


class LaterRelease(Event):
    """What a release has written that was taken back since."""

    HAPPENED = "later.happened", lazy("以后")


@dataclass(frozen=True, slots=True)
class Office:
    """The second tenant of the demo, which the steward anchors when it starts."""

    tenant: Tenant
    database: Database
    staff: Browser

    async def page(self) -> Page:
        return await self.staff.get("/hr/audit")

    async def anchored(self) -> Page:
        """The page, once there is an anchor."""

        async def look() -> Page | None:
            page = await self.page()
            return page if page.one("data-chain").attrs["data-anchored"] != "0" else None

        found: Page = await eventually(look, "the first anchor")
        return found

    async def happen(self) -> None:
        async with self.database.tenant(self.tenant) as session:
            record(session, LaterRelease.HAPPENED, data={"starts_at": 7})


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """One of these tests' own: nobody else writes into its chains, at moments of their own."""
    with fresh_product("audit") as made:
        made.start(demo=False)
        yield made


@pytest.fixture(scope="module")
def settings(product: Product) -> Settings:
    return product.stack.settings()


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    database = Database(settings.database_url, pool_size=2)
    tenants = {one.slug: one for one in await TenantDirectory(database, settings).all()}
    staff = await hr(settings, "globex")
    yield Office(tenants["globex"], database, staff)
    await staff.close()
    await database.close()


def _state(page: Page) -> tuple[str, int, int]:
    said = page.one("data-chain").attrs
    return said["data-chain"], int(said["data-events"]), int(said["data-anchored"])


async def test_it_says_up_to_when_it_is_anchored_and_how_many_are_not(office: Office) -> None:
    page = await office.anchored()
    verdict, events, anchored = _state(page)
    assert verdict == "valid" and 0 < anchored <= events
    assert f"已锚定到第 {anchored:,} 个事件" in page.text
    await office.happen()
    page = await office.page()
    assert _state(page) == ("valid", events + 1, anchored)
    assert f"之后的 {events + 1 - anchored} 个事件目前只由数据库保护" in page.text


async def test_an_event_of_a_kind_that_nobody_knows_is_shown_by_its_value(office: Office) -> None:
    await office.happen()
    page = await office.page()
    assert "later.happened" in page.text and _state(page)[0] == "valid"


async def test_what_an_anchor_knows_otherwise_is_said(office: Office, settings: Settings) -> None:
    _verdict, _events, anchored = _state(await office.anchored())
    owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    await owner.execute(f"set search_path = {office.tenant.schema}")
    kept = await owner.fetch("select * from audit_events where seq >= $1 order by seq", anchored)
    head = await owner.fetchrow("select seq, hash from audit_head")
    try:
        await owner.execute("delete from audit_events where seq >= $1", anchored)
        await owner.execute(
            "update audit_head set (seq, hash) = (select seq, hash from audit_events order by seq desc limit 1)"
        )
        page = await office.page()
        assert _state(page) == ("broken", anchored - 1, 0)
        assert f"第 {anchored} 个事件与锚定不符" in page.text and "完整" not in page.text
    finally:
        await owner.execute("delete from audit_events where seq >= $1", anchored)
        await owner.copy_records_to_table(
            "audit_events", records=[tuple(row) for row in kept], columns=list(kept[0].keys())
        )
        await owner.execute("update audit_head set seq = $1, hash = $2", head["seq"], head["hash"])
        await owner.close()
    assert _state(await office.page())[0] == "valid"
