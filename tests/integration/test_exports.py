"""Taking everything away: one export at a time, and so many a day for a member and for all members together."""

import asyncio
from datetime import datetime, timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.company.exports.errors import ExportLimitError, TenantExportLimitError
from huiyin.tenants.company.exports.feature import MEMBER_LIMIT, TENANT_LIMIT
from huiyin.tenants.company.exports.models import Export
from huiyin.tenants.company.exports.service import ask, export_of, exports, record_given_up, record_ready
from sqlalchemy import func, select

from tests.support.tenants import Place

MORNING = datetime(2026, 11, 2, 9, tzinfo=BEIJING)
HOUR = timedelta(hours=1)


async def taken(place: Place, actor: str, moment: datetime) -> Export:
    """One export, from the click to the file."""
    with clock.use(moment):
        async with place.database.tenant(place.tenant) as session:
            made = await ask(session, actor=actor)
        async with place.database.tenant(place.tenant) as session:
            await record_ready(session, await export_of(session, made.id), key="x", sha256="0", size=1)
    return made


async def refused(place: Place, actor: str, moment: datetime) -> str:
    """What somebody reads who has had as many as they may; nothing is left of the click."""
    with clock.use(moment), pytest.raises(ExportLimitError) as error:
        async with place.database.tenant(place.tenant) as session:
            await ask(session, actor=actor)
    return str(error.value)


async def test_a_member_has_so_many_in_a_day_and_reads_when_to_go_on(place: Place) -> None:
    for number in range(MEMBER_LIMIT.most):
        await taken(place, "user:a", MORNING + number * HOUR)
    last = MORNING + timedelta(seconds=MEMBER_LIMIT.seconds - 1)
    assert "2026-11-03 09:00 起可以再次导出" in await refused(place, "user:a", last)
    await taken(place, "user:b", last)  # another one may
    await taken(place, "user:a", MORNING + timedelta(seconds=MEMBER_LIMIT.seconds))


async def test_all_members_together_have_so_many(place: Place) -> None:
    for number in range(TENANT_LIMIT.most):
        await taken(place, f"user:{number}", MORNING + number * HOUR)
    said = await refused(place, "user:new", MORNING + TENANT_LIMIT.most * HOUR)
    assert said.startswith("贵公司") and "2026-11-03 09:00" in said
    with clock.use(MORNING + 8 * HOUR), pytest.raises(TenantExportLimitError):
        async with place.database.tenant(place.tenant) as session:
            await ask(session, actor="user:another")


async def test_one_that_cannot_be_made_stands_in_nobodys_way(place: Place) -> None:
    async def again() -> Export:
        async with place.database.tenant(place.tenant) as session:
            return await ask(session, actor="user:a")

    for _number in range(MEMBER_LIMIT.most):
        made = await again()
        async with place.database.tenant(place.tenant) as session:
            await record_given_up(session, await export_of(session, made.id))
    async with place.database.tenant(place.tenant) as session:
        assert {one.state for one in await exports(session)} == {"failed"}
    assert (await again()).state == "making"
    async with place.database.tenant(
        place.tenant
    ) as session:  # the file came after all: too late for the one given up
        await record_ready(session, await export_of(session, made.id), key="x", sha256="0", size=1)
        assert (await export_of(session, made.id)).state == "failed"


async def test_a_second_click_is_the_same_export(place: Place, settings: Settings) -> None:
    async def click() -> Export:
        async with place.database.tenant(place.tenant) as session:
            made = await ask(session, actor="user:a")
            await asyncio.sleep(0)
            return made

    made = {one.id for one in await asyncio.gather(*(click() for _number in range(5)))}
    made |= {(await click()).id for _number in range(MEMBER_LIMIT.most + 1)}
    assert len(made) == 1
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(func.count()).select_from(Export)) == 1
        asked = select(func.count()).where(AuditEvent.kind == "tenant.exported")
        assert await session.scalar(asked) == 1
