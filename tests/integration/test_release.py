"""A connection given back in the middle: what was done stands with its events, and the walls are the same afterwards."""

import pytest
from huiyin.platform import clock
from huiyin.platform.db import Database
from huiyin.platform.db.narrowing import narrow
from huiyin.platform.db.release import release
from huiyin.platform.errors import NotFoundError
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.port import StoreAwayError
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import record
from huiyin.tenants.company.exports.feature import ExportEvent
from huiyin.tenants.company.exports.models import Export
from huiyin.tenants.company.exports.service import hand_out
from huiyin.tenants.people.departments.models import Department
from huiyin.tenants.people.departments.service import add
from sqlalchemy import false, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import Place


async def _departments(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Department)) or 0


async def _events(place: Place) -> list[str]:
    async with place.database.tenant(place.tenant) as session:
        kinds = await session.scalars(select(AuditEvent.kind).order_by(AuditEvent.seq))
        return list(kinds)


async def test_others_have_the_connection_while_somebody_outside_is_waited_for(
    settings: Settings, place: Place
) -> None:
    alone = Database(settings.database_url, pool_size=1)
    async with alone.tenant(place.tenant) as session:
        before = await _departments(session)
        await release(session)
        async with alone.tenant(
            place.tenant
        ) as other:  # there is one connection: it would wait five seconds in vain
            assert await _departments(other) == before
        assert await _departments(session) == before
    await alone.close()


async def test_what_was_done_stands_with_its_events_and_what_comes_later_may_fail(place: Place) -> None:
    before = await _events(place)
    with pytest.raises(NotFoundError):
        async with place.database.tenant(place.tenant) as session:
            session.add(
                Export(id=new_id(), state="making", asked_by="system", asked_at=clock.now(), done=0, total=0)
            )
            record(session, ExportEvent.EXPORTED, data={"step": "asked"})
            await release(session)
            assert len(await _events(place)) == len(before) + 1
            record(session, ExportEvent.EXPORTED, data={"step": "downloaded"})
            raise NotFoundError
    assert len(await _events(place)) == len(before) + 1
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(func.count()).select_from(Export)) == 1
        record(session, ExportEvent.EXPORTED, data={"step": "ready"})
        await release(session)
        record(session, ExportEvent.EXPORTED, data={"step": "downloaded"})
    assert len(await _events(place)) == len(before) + 3


async def test_the_walls_are_the_same_afterwards(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        walls = text("select current_user, current_setting('search_path')")
        inside = tuple((await session.execute(walls)).one())
        assert inside[0] == place.tenant.schema
        await add(session, name="研发部", parent=None, actor="system")
        assert await _departments(session) == 1
        narrow(session, [(Department, false())])
        await release(session)
        assert tuple((await session.execute(walls)).one()) == inside
        assert list(await session.scalars(select(Department))) == []


async def test_what_could_not_be_fetched_was_not_handed_out(place: Place) -> None:
    export = Export(
        id=new_id(), state="ready", asked_by="system", asked_at=clock.now(), done=1, total=1, object_key="k", sha256="0"
    )  # fmt: skip
    async with place.database.tenant(place.tenant) as session:
        session.add(export)
    before = await _events(place)

    async def away(_key: str) -> bytes:
        raise StoreAwayError

    async def there(key: str) -> bytes:
        assert len(await _events(place)) == len(before)
        return key.encode()

    with pytest.raises(StoreAwayError):
        async with place.database.tenant(place.tenant) as session:
            await hand_out(session, export, away, actor="system")
    assert await _events(place) == before
    async with place.database.tenant(place.tenant) as session:
        assert await hand_out(session, export, there, actor="system") == b"k"
    assert len(await _events(place)) == len(before) + 1
