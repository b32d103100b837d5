"""The chain of audit events: checked while others write, and after its tables were changed by their owner."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.db import Database
from huiyin.platform.settings import Settings
from huiyin.tenants.audit import checking
from huiyin.tenants.audit.checking import ChainReport
from huiyin.tenants.audit.service import verify_chain
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.support.anchors import cut, happen, owner_of, rewrite
from tests.support.tenants import Place

_EVENT = """
insert into audit_events (seq, at, kind, actor, data, prev, hash)
values ($1, $2, 'tenant.created', 'system', '{}', '\\x00', '\\x00')
"""


# As many as show it: with head and events read in two statements every second one cried.
CHECKS = 100


async def look(place: Place) -> ChainReport:
    async with place.database.tenant(place.tenant) as session:
        return await verify_chain(session)


async def problem(place: Place) -> tuple[int, str]:
    found = (await look(place)).problem
    assert found is not None
    return found.seq, found.problem


async def test_no_false_alarm_while_others_write(
    place: Place, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small pieces, so that writers come between two pieces as well as between a piece and its head."""
    monkeypatch.setattr(checking, "_AT_ONCE", 50)
    writing = asyncio.Event()
    writing.set()
    checker, wide = (
        Database(settings.database_url, pool_size=2),
        Database(settings.database_url, pool_size=20),
    )
    busy = replace(place, database=wide)

    async def write() -> None:
        while writing.is_set():
            await happen(busy)

    writers = [asyncio.create_task(write()) for _number in range(4)]
    lengths = []
    try:
        for _time in range(CHECKS):
            async with checker.tenant(place.tenant) as session:
                report = await verify_chain(session)
            assert report.problem is None
            lengths.append(report.events)
    finally:
        writing.clear()
        await asyncio.gather(*writers)
        await checker.close()
        await wide.close()
    assert lengths == sorted(lengths) and lengths[-1] > lengths[0], "somebody did write"


async def test_what_is_written_meanwhile_is_checked_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_AT_ONCE", 2)
    await happen(place, 3)
    before = (await look(place)).events
    async with place.database.tenant(place.tenant) as session:
        read = checking.read_chain

        async def then_another(*arguments: Any) -> Any:
            monkeypatch.undo()
            monkeypatch.setattr(checking, "_AT_ONCE", 2)
            found = await read(*arguments)
            await happen(place)
            return found

        monkeypatch.setattr("huiyin.tenants.audit.service.read_chain", then_another)
        report = await verify_chain(session)
    assert (report.problem, report.events) == (None, before + 1)


async def test_an_end_that_was_cut_off_is_missed(place: Place, settings: Settings) -> None:
    await happen(place)
    async with owner_of(place, settings) as owner:
        last = await owner.fetchval(
            "delete from audit_events where seq = (select seq from audit_head) returning seq"
        )
    assert await problem(place) == (last, "缺少链的末端")


async def test_a_head_moved_back_alone_is_seen(place: Place, settings: Settings) -> None:
    await happen(place)
    async with owner_of(place, settings) as owner:
        await owner.execute(
            "update audit_head set (seq, hash) = (select seq, hash from audit_events where seq = 1)"
        )
    assert await problem(place) == (2, "在链的末端之后")


async def test_a_chain_that_was_emptied_is_seen(place: Place, settings: Settings) -> None:
    async with owner_of(place, settings) as owner:
        await cut(owner, 0)
    assert await problem(place) == (0, "链是空的")
    async with owner_of(place, settings) as owner:
        await owner.execute("delete from audit_head")
    assert await problem(place) == (0, "缺少链的末端")


@pytest.mark.parametrize("number", [0, -1, -(2**63)])
async def test_numbers_below_one_are_refused_and_found(place: Place, settings: Settings, number: int) -> None:
    with pytest.raises(IntegrityError, match="ck_audit_events_seq"):
        async with place.database.tenant(place.tenant) as session:
            await session.execute(
                text(
                    "insert into audit_events (seq, at, kind, actor, data, prev, hash)"
                    " values (:seq, now(), 'x', 'x', '{}', '', '')"
                ),
                {"seq": number},
            )
    async with owner_of(place, settings) as owner:
        with pytest.raises(asyncpg.CheckViolationError):
            await owner.execute(_EVENT, number, clock.now())
        await owner.execute("alter table audit_events drop constraint ck_audit_events_seq")
        await owner.execute(_EVENT, number, clock.now())
    assert await problem(place) == (number, "序号小于 1")


async def test_times_that_cannot_be_are_named_though_every_hash_fits(
    place: Place, settings: Settings
) -> None:
    await happen(place, 2)
    async with owner_of(place, settings) as owner:
        await rewrite(owner, place, at=clock.now() + timedelta(days=365 * 73))
        report = await look(place)
        assert report.valid and {one.problem for one in report.doubts} == {"时间在将来"}
        assert report.doubts[0].seq == 2
        await rewrite(owner, place, at=clock.now() - timedelta(hours=2))
        report = await look(place)
        assert report.valid
        assert [(one.seq, one.problem) for one in report.doubts] == [(2, "时间早于前一个事件")]


@pytest.mark.parametrize("change", [
    "at = 'infinity'", "at = '-infinity'", "at = '4713-01-01 BC'", "at = '294276-01-01'",
    "data = (repeat('[', 5000) || repeat(']', 5000))::jsonb", "data = '1e5000'", "data = 'null'", "data = '[1]'",
    "kind = ''", "actor = repeat('x', 100000)", "prev = ''", "hash = ''",
])  # fmt: skip
async def test_whatever_stands_there_is_found_and_no_error(
    place: Place, settings: Settings, change: str
) -> None:
    await happen(place)
    async with owner_of(place, settings) as owner:
        await owner.execute(f"update audit_events set {change} where seq = 2")  # noqa: S608
    found = await look(place)
    assert found.problem is not None and found.problem.seq in (2, 3)


async def test_the_newest_events_are_told_as_they_stand(place: Place) -> None:
    await happen(place, 25)
    report = await look(place)
    assert len(report.newest) == 20
    assert [one["seq"] for one in report.newest] == list(range(report.events, report.events - 20, -1))
