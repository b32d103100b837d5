"""A second job of a known key, and jobs that wait for their turn: nothing asked for meanwhile is lost, nothing overtakes."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from huiyin.platform import clock
from huiyin.platform.queue import enqueue
from huiyin.platform.queue.jobs import Job, registry
from huiyin.platform.queue.worker import Worker
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant

from tests.support.claims import CROWD, Queue, a_job
from tests.support.tenants import Place

_AT_ONCE = timedelta()
_PATIENCE = 30


@pytest.fixture
async def queue(settings: Settings) -> AsyncIterator[Queue]:
    async with Queue.at(settings) as made:
        yield made


async def ask(
    place: Place,
    number: int,
    *,
    key: str | None = None,
    turn: str | None = None,
    at: datetime | None = None,
) -> None:
    """One job, in a transaction of its own."""
    async with place.database.tenant(place.tenant) as session:
        await enqueue(session, CROWD.name, {"number": number}, dedupe=key, turn=turn, run_at=at)


async def test_a_job_that_waits_absorbs_a_second_one_and_one_that_runs_does_not(
    place: Place, queue: Queue
) -> None:
    taker = queue.taker(CROWD)
    for number in (1, 2):
        await ask(place, number, key="k")
    (first,) = await queue.rows(CROWD.name)
    (running,) = await taker.take()
    assert running.id == first["id"]
    for number in (3, 4):
        await ask(place, number, key="k")
    assert len(await queue.rows(CROWD.name)) == 2  # the third is kept, the fourth absorbed by it
    assert await taker.take() == []  # and never side by side
    await taker.done([running])
    (second,) = await taker.take()
    assert second.payload is not None and b'"number": 3' in second.payload
    await taker.done([second])
    assert await queue.rows(CROWD.name) == []


async def test_a_job_that_absorbs_another_waits_for_what_the_other_is_to_see(
    place: Place, queue: Queue
) -> None:
    """Whoever asked has not committed yet: a job that began now would not see what it was asked for."""
    taker = queue.taker(CROWD)
    await ask(place, 1, key="k")
    async with place.database.tenant(place.tenant) as session, place.database.tenant(place.tenant) as too:
        for asking in (session, too):  # nor do those who ask wait for each other
            await enqueue(asking, CROWD.name, {"number": 2}, dedupe="k")
        assert await taker.take() == []
    assert len(await taker.take()) == 1
    assert len(await queue.rows(CROWD.name)) == 1


async def test_what_is_to_be_tried_again_comes_before_what_was_asked_for_meanwhile(
    place: Place, queue: Queue
) -> None:
    taker = queue.taker(CROWD)
    await ask(place, 1, key="k")
    (first,) = await taker.take()
    await ask(place, 2, key="k")
    await taker.fail(first, again_after=timedelta(hours=1))
    await ask(place, 3, key="k")
    assert len(await queue.rows(CROWD.name)) == 2
    assert await taker.take() == []  # whoever must wait is not overtaken: it may have said why
    await queue.owner.execute("update queue.pgqueuer set execute_after = now() where id = $1", first.id)
    (again,) = await taker.take()
    assert (again.id, again.attempts) == (first.id, 1)
    await taker.fail(again)  # for good: held for people to look at, and in nobody's way
    (second,) = await taker.take()
    assert second.id != first.id
    await ask(place, 4, key="k")
    assert len(await queue.rows(CROWD.name)) == 3


async def test_the_same_key_of_another_tenant_or_another_name_is_another_key(
    place: Place, queue: Queue
) -> None:
    other = a_job("test.other")
    await ask(place, 1, key="k")
    async with place.database.tenant(place.tenant) as session:
        await enqueue(session, other.name, {}, dedupe="k")
    assert len(await queue.taker(CROWD, other).take()) == 2


async def test_what_a_dead_worker_held_stands_before_the_second_of_its_key(
    place: Place, queue: Queue
) -> None:
    dead, heir = queue.taker(CROWD), queue.taker(CROWD)
    await ask(place, 1, key="k")
    (lost,) = await dead.take()
    await ask(place, 2, key="k")
    assert await heir.take() == []
    await queue.silence(dead.id)
    (first,) = await heir.take()
    assert first.id == lost.id and await heir.take() == []
    await heir.done([first])
    assert len(await heir.take()) == 1


async def test_jobs_of_one_turn_go_one_by_one_in_the_order_they_are_due(place: Place, queue: Queue) -> None:
    taker = queue.taker(CROWD)
    await ask(place, 1, turn="t", at=clock.now() + timedelta(days=1))  # for another day: in nobody's way
    for number in (2, 3):
        await ask(place, number, turn="t")
    await ask(place, 4, turn="other")
    ids = [row["id"] for row in await queue.rows(CROWD.name)]
    assert {job.id for job in await taker.take()} == {ids[1], ids[3]}
    assert await taker.take() == []
    await taker.fail(taker.holds[ids[1]], again_after=_AT_ONCE)
    (again,) = await taker.take()
    assert again.id == ids[1]  # a mail server that stutters changes no order
    await taker.done([again])
    assert [job.id for job in await taker.take()] == [ids[2]]


async def test_a_crowd_that_lies_the_wrong_way_round_is_taken_up(place: Place, queue: Queue) -> None:
    """Asked for in one moment, and the database happens to keep the last ones first."""
    async with place.database.tenant(place.tenant) as session:
        for number in range(120):
            await enqueue(session, CROWD.name, {}, turn=f"t{number % 8}")
    for row in reversed(await queue.rows(CROWD.name)):
        await queue.owner.execute("update queue.pgqueuer set turn = turn || '-' where id = $1", row["id"])
    assert len(await queue.taker(CROWD).take()) == 8


async def test_two_workers_never_run_two_of_a_turn(place: Place, queue: Queue) -> None:
    async with place.database.tenant(place.tenant) as session:
        for number in range(120):
            await enqueue(session, CROWD.name, {}, turn=f"t{number % 8}")
    turns = {row["id"]: row["turn"] for row in await queue.rows(CROWD.name)}
    held: Counter[str] = Counter()
    order: defaultdict[str, list[int]] = defaultdict(list)

    async def work() -> None:
        taker = queue.taker(CROWD)
        while await queue.rows(CROWD.name):
            jobs = await taker.take()
            held.update(turns[job.id] for job in jobs)
            assert max(held.values(), default=0) <= 1, held
            for job in jobs:
                order[turns[job.id]].append(job.id)
                held[turns[job.id]] -= 1
                await taker.done([job])

    await asyncio.gather(work(), work())
    assert all(ids == sorted(ids) for ids in order.values())
    assert sum(map(len, order.values())) == 120


async def test_a_change_while_the_handler_is_in_the_middle_is_seen(
    place: Place, queue: Queue, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole worker, and the update that was lost: the handler has read, then something changes and asks again."""
    state, seen = 1, []
    reading, go_on, twice = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handle(_context: Any, _payload: dict[str, Any]) -> None:
        seen.append(state)
        reading.set()
        await go_on.wait()
        if len(seen) == 2:
            twice.set()

    async def find(_schema: str, _fresh: bool) -> Tenant:
        return place.tenant

    monkeypatch.setattr(registry, "jobs", {CROWD.name: Job(CROWD.name, handle, retries=1, concurrency=5)})
    worker = Worker(settings.database_worker_url or settings.database_url, find, lambda tenant: tenant)
    stop = asyncio.Event()
    working = asyncio.create_task(worker.work(stop, timedelta(seconds=30), lambda: None))
    try:
        await ask(place, 1, key="k")
        await asyncio.wait_for(reading.wait(), _PATIENCE)
        state = 2
        await ask(place, 1, key="k")
        await ask(place, 1, key="k")
        go_on.set()
        await asyncio.wait_for(twice.wait(), _PATIENCE)
    finally:
        go_on.set()
        stop.set()
        await asyncio.wait_for(working, _PATIENCE)
    assert seen == [1, 2]


async def test_a_system_job_that_runs_absorbs_none(queue: Queue) -> None:
    """In one transaction that is taken back: the steward must not find it."""
    reference = uuid4()

    async def asked() -> int:
        await queue.owner.execute("select queue.enqueue_system('system.provision', $1)", reference)
        mine = "select count(*) from queue.pgqueuer where dedupe_key = 'system.provision:' || $1::text"
        return int(await queue.owner.fetchval(mine, str(reference)))

    begun = queue.owner.transaction()
    await begun.start()
    assert [await asked(), await asked()] == [1, 1]
    await queue.owner.execute(
        "update queue.pgqueuer set status = 'picked' where dedupe_key = 'system.provision:' || $1::text",
        str(reference),
    )
    assert [await asked(), await asked()] == [2, 2]
    await begun.rollback()
