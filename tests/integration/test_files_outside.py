"""A connection given back in the middle of a request: nothing is held meanwhile, and the walls stand again afterwards."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from huiyin.platform.db import Database
from huiyin.platform.db.narrowing import is_looked_at, narrow
from huiyin.platform.db.release import UnfinishedChangeError, release_unchanged
from huiyin.platform.files import FilePool, Limits
from huiyin.platform.settings import Settings
from huiyin.road.people import eventually
from huiyin.tenants.audit.service import record, verify_chain
from huiyin.tenants.hiring.decisions.models import Decision
from huiyin.tenants.hiring.imports import admission, reading, service
from huiyin.tenants.hiring.imports.errors import MappingChangedError
from huiyin.tenants.hiring.imports.feature import ImportEvent
from huiyin.tenants.hiring.imports.service import SoundSheet, apply, check, load, preview, start, work_out
from huiyin.tenants.hiring.imports.workbook import SheetUnreadableError
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.hiring.vacancies.service import find_or_add
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.bombs import far_row
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tests.support.tenants import Place
from tests.unit.platform import works

_WHERE = text("select current_setting('search_path') || ' ' || current_user || ' ' || pg_backend_pid()")


@pytest.fixture
async def single(settings: Settings) -> AsyncIterator[Database]:
    """A database of one connection: who holds it holds everybody up."""
    opened = Database(settings.database_url, pool_size=1)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[FilePool]:
    FilePool.preload(reading.__name__)
    made = FilePool(1)
    yield made
    made.close()


async def _add(session: AsyncSession, title: str) -> Vacancy:
    return await find_or_add(session, title=title, department="", kind="", location="")


async def test_the_walls_are_entered_again_and_what_is_seen_stays_narrow(
    single: Database, place: Place
) -> None:
    async with single.tenant(place.tenant) as session:
        await _add(session, "甲")
        await _add(session, "乙")
    async with single.tenant(place.tenant) as session:
        narrow(session, [(Vacancy, Vacancy.title == "甲")])
        first = (await session.scalars(select(Vacancy))).one()
        before = await session.scalar(_WHERE)
        await release_unchanged(session)
        assert not session.in_transaction()
        async with single.tenant(place.tenant) as other:  # there is one connection, and it is free
            assert await other.scalar(select(func.count()).select_from(Vacancy)) == 2
        assert await session.scalar(_WHERE) == before
        assert is_looked_at(session)
        assert (await session.scalars(select(Vacancy))).one() is first
        assert first.title == "甲"  # what was read is still there to be read


async def test_half_a_change_is_not_kept(single: Database, place: Place) -> None:
    async with single.tenant(place.tenant) as session:
        vacancy = await _add(session, "甲")
        await session.flush()
    with pytest.raises(UnfinishedChangeError):
        async with single.tenant(place.tenant) as session:
            found = await session.get(Vacancy, vacancy.id)
            assert found is not None
            found.title = "丙"
            await release_unchanged(session)
    with pytest.raises(UnfinishedChangeError):
        async with single.tenant(place.tenant) as session:
            record(session, ImportEvent.APPLIED, actor="system", data={})
            await release_unchanged(session)
    async with single.tenant(place.tenant) as session:
        assert await session.scalar(select(Vacancy.title)) == "甲"


async def test_no_connection_waits_for_a_file(
    single: Database, place: Place, pool: FilePool, tmp_path: Path
) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    before = asyncio.create_task(pool.of("other").run(Limits(60), works.tell_and_wait, pipe))
    words = await asyncio.to_thread(open, pipe, "w")

    async def upload() -> None:
        async with single.tenant(place.tenant) as session:
            await session.execute(_WHERE)  # who asks
            data = workbook({"人": [PEOPLE, person("李想", "13800000001")]})
            sheet = await check(session, pool.of(place.tenant.schema), "a.xlsx", data)
            await start(session, place.vault, sheet, actor="system")

    waiting = asyncio.create_task(upload())

    async def waits() -> object:
        return pool._turns.get(place.tenant.schema)

    await eventually(waits, "the file to wait for its turn")
    async with single.tenant(place.tenant) as session:
        assert await session.scalar(text("select count(*) from import_batches")) == 0
    words.close()
    await asyncio.gather(before, waiting)
    async with single.tenant(place.tenant) as session:
        assert await session.scalar(text("select count(*) from import_batches")) == 1


async def test_an_import_is_read_outside_and_applied_as_it_was_looked_at(
    place: Place, pool: FilePool
) -> None:
    files = pool.of(place.tenant.schema)
    data = workbook(
        {
            "人": [
                ("姓名", "手机号", "岗位", "星座"),
                ("李想", "13800000001", "前端", "白羊"),
                ("", "1", "", ""),
            ]
        }
    )
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(SheetUnreadableError):
            await check(session, files, "a.xlsx", far_row())
        batch_id = (
            await start(session, place.vault, await check(session, files, "a.xlsx", data), actor="system")
        ).id
    async with place.database.tenant(place.tenant) as session:
        batch = await load(session, batch_id)
        assert (await preview(session, place.vault, files, batch)).counts()["people"] == 1
        outcome = await work_out(session, place.vault, files, batch)
        async with place.database.tenant(place.tenant) as other:  # somebody says meanwhile what a column is
            (await load(other, batch_id, lock=True)).mapping = {"人!D": "ignore"}
        batch = await load(session, batch_id, lock=True)
        with pytest.raises(MappingChangedError):
            await apply(session, place.vault, batch, outcome, actor="system")
        assert batch.state == "preview"
    async with place.database.tenant(place.tenant) as session:
        batch = await load(session, batch_id)
        outcome = await work_out(session, place.vault, files, batch)
        batch = await load(session, batch_id, lock=True)
        counts = await apply(session, place.vault, batch, outcome, actor="system")
        assert (counts["people"], counts["faulty"]) == (1, 1)
        assert await apply(session, place.vault, batch, outcome, actor="system") == counts


@pytest.mark.parametrize("together", [3, 1_000])
async def test_what_is_taken_in_does_not_depend_on_how_many_rows_are_written_at_once(
    place: Place, pool: FilePool, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """One person's cards lie far apart in the sheet: the result is marked once, from both."""
    for module in (admission, service):
        monkeypatch.setattr(module, "TOGETHER", together)
    people = [person(f"人{number}", f"1390000{number:04d}") for number in range(10)]
    cards = [
        score(f"人{number}", f"1390000{number:04d}", 4 + number % 6, 7, by=by)
        for by in ("王磊", "韩梅")
        for number in range(10)
    ]
    data = workbook({"候选人": [PEOPLE, *people, people[0]], "面试评分": [SCORES, *cards, cards[0]]})
    files = pool.of(place.tenant.schema)
    async with place.database.tenant(place.tenant) as session:
        batch = await start(session, place.vault, SoundSheet("a.xlsx", data), actor="system")
    async with place.database.tenant(place.tenant) as session:
        batch = await load(session, batch.id)
        outcome = await work_out(session, place.vault, files, batch)
        counts = await apply(
            session, place.vault, await load(session, batch.id, lock=True), outcome, actor="system"
        )
    assert (counts["people"], counts["duplicates"], counts["scorecards"]) == (10, 1, 20)
    async with place.database.tenant(place.tenant) as session:
        marked = await session.scalars(select(Decision.application_id).where(Decision.current))
        assert len(set(marked)) == 10
        assert await session.scalar(select(func.count()).select_from(Decision)) == 10
        report = await verify_chain(session)
        assert report.valid and report.events > 30


async def test_a_long_name_keeps_its_ending(place: Place, pool: FilePool) -> None:
    files = pool.of(place.tenant.schema)
    sheet = SoundSheet("很" * 250 + ".csv", "姓名,手机号,应聘岗位\n李想,13800000001,前端\n".encode())
    async with place.database.tenant(place.tenant) as session:
        batch = await start(session, place.vault, sheet, actor="system")
    async with place.database.tenant(place.tenant) as session:
        found = await load(session, batch.id)
        assert (await preview(session, place.vault, files, found)).counts()["people"] == 1
