"""Whose job is taken up next: counted in jobs and claims, on the real queue."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest
from huiyin.jobs import register_handlers
from huiyin.platform.queue import Urgency, registry
from huiyin.platform.queue.claims import BATCH, CLAIM, OTHER_PLACES, URGENT_PLACES
from huiyin.platform.settings import Settings
from huiyin.steward import provisioning  # noqa: F401 – registers the steward's jobs
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.claims import BULK, CODE, CROWD, HEARTBEAT, Queue, a_job, put
from tests.support.tenants import Place, fresh_tenant

_CROWD = 2_000
_OF_ONE, _CODES_OF_ONE = OTHER_PLACES * 4 // 5, URGENT_PLACES * 4 // 5


@pytest.fixture
async def queue(settings: Settings) -> AsyncIterator[Queue]:
    async with Queue.at(settings) as made:
        yield made


@pytest.fixture
async def others(settings: Settings) -> AsyncIterator[tuple[Place, Place]]:
    """Two more tenants."""
    async with AsyncExitStack() as stack:
        yield (
            await stack.enter_async_context(fresh_tenant(settings)),
            await stack.enter_async_context(fresh_tenant(settings)),
        )


async def test_a_code_of_another_tenant_is_in_the_next_claim_behind_two_thousand_jobs(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    await put(place, CROWD, _CROWD)
    taker = queue.taker(CROWD, CODE)
    assert len(await taker.take_all()) == _OF_ONE  # it holds all it may
    for other in others:
        await put(other, CODE)
        await put(other, CROWD)
    jobs = await taker.take()
    assert [job.entrypoint for job in jobs] == [CODE.name] * 2 + [CROWD.name] * 2
    assert await queue.tenants_of(jobs) == {other.tenant.schema: 2 for other in others}
    await taker.done(jobs)
    rest = len(taker.holds)
    while taker.holds:  # and the crowd is done to the last
        await taker.done(list(taker.holds.values()))
        rest += len(await taker.take())
    assert rest == _CROWD


async def test_the_tenants_own_code_goes_before_its_own_crowd(place: Place, queue: Queue) -> None:
    await put(place, CROWD, 200)
    await put(place, CODE)
    taker = queue.taker(CROWD, CODE)
    assert (await taker.take())[0].entrypoint == CODE.name
    await taker.take_all()
    await put(place, CODE)
    assert [job.entrypoint for job in await taker.take()] == [CODE.name]


async def test_a_flood_of_codes_leaves_places_for_other_tenants(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    """What a tenant's role can do with the queue's door: as many urgent jobs as it likes."""
    await put(place, CODE, _CROWD)
    await put(place, CROWD, _CROWD)
    taker = queue.taker(CROWD, CODE)
    assert Counter(job.entrypoint for job in await taker.take_all()) == {
        CODE.name: _CODES_OF_ONE,
        CROWD.name: _OF_ONE,
    }
    await put(others[0], CODE, _CROWD)
    more = await taker.take_all()
    assert await queue.tenants_of(more) == {others[0].tenant.schema: URGENT_PLACES - _CODES_OF_ONE}
    await taker.done(list(taker.holds.values()))
    await put(others[1], CODE)
    codes = await queue.tenants_of([job for job in await taker.take() if job.entrypoint == CODE.name])
    assert codes.pop(others[1].tenant.schema) == 1
    assert sorted(codes.values()) == [9, 10]


async def test_jobs_are_dealt_round_among_tenants(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    few, many = others
    await put(place, CROWD, 300)
    await put(many, CROWD, 300)
    await put(few, CROWD, 5)
    taker = queue.taker(CROWD)
    taken = await queue.tenants_of(await taker.take())
    assert taken[few.tenant.schema] == 5
    assert {taken[place.tenant.schema], taken[many.tenant.schema]} == {17, 18} and taken.total() == BATCH
    await taker.take_all()  # every place is taken, and the two have as many of them
    held = await queue.tenants_of(taker.holds.values())
    assert held.total() == OTHER_PLACES
    assert abs(held[place.tenant.schema] - held[many.tenant.schema]) <= 1


async def test_what_one_worker_does_few_of_at_once_is_dealt_round_too(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    slow = a_job("test.slow", concurrency=2)
    await put(place, slow, 200)
    taker = queue.taker(slow, CROWD)
    first = await taker.take()
    assert await queue.tenants_of(first) == {place.tenant.schema: 2}
    await put(others[0], slow)
    await put(place, CROWD)
    assert [job.entrypoint for job in await taker.take()] == [CROWD.name]  # no other name waits for it
    await taker.done(first[:1])
    assert await queue.tenants_of(await taker.take()) == {others[0].tenant.schema: 1}
    assert len(await queue.taker(slow).take()) == 2  # a second worker has places of its own


async def test_bulk_comes_last_until_it_has_waited_a_minute(place: Place, queue: Queue) -> None:
    await put(place, BULK, 5)
    await put(place, CROWD, 20)
    taker = queue.taker(BULK, CROWD)
    assert {job.entrypoint for job in await taker.take(10)} == {CROWD.name}
    await queue.owner.execute(
        "update queue.pgqueuer set execute_after = now() - interval '2 minutes' where entrypoint = $1",
        BULK.name,
    )
    assert Counter(job.entrypoint for job in await taker.take(10)) == {BULK.name: 5, CROWD.name: 5}


async def test_what_is_planned_for_later_is_not_taken(place: Place, queue: Queue) -> None:
    later = text(
        "select queue.enqueue('test.crowd', '{}', now() + interval '1 hour', null) from generate_series(1, 150)"
    )
    async with place.database.tenant(place.tenant) as session:
        await session.execute(later)
    await put(place, CROWD, 150)
    assert len(await queue.taker(CROWD).take_all()) == _OF_ONE
    assert (await queue.owner.fetchval("select count(*) from queue.pgqueuer where status = 'picked'"
                                       " and entrypoint = 'test.crowd' and execute_after > now()")) == 0  # fmt: skip


async def test_two_workers_share_a_crowd_and_no_job_is_taken_twice(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    for one in (place, *others):
        await put(one, CROWD, 200)
    done: Counter[int] = Counter()

    async def work() -> None:
        taker = queue.taker(CROWD)
        while await queue.rows(CROWD.name):
            jobs = await taker.take()
            done.update(job.id for job in jobs)
            await taker.done(jobs)

    await asyncio.gather(work(), work())
    assert len(done) == 600 and set(done.values()) == {1}


async def test_what_a_dead_worker_held_is_taken_up_when_its_heart_is_silent(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    await put(place, CROWD, 150)
    await put(others[0], CODE, 3)
    dead, heir = queue.taker(CROWD, CODE), queue.taker(CROWD, CODE)
    lost = {job.id for job in await dead.take_all()}
    assert not lost & {job.id for job in await heir.take_all()}
    await heir.done(list(heir.holds.values()))
    await queue.silence(dead.id)
    first = await heir.take()
    assert {job.entrypoint for job in first[:3]} == {CODE.name}  # urgent here, too
    assert {job.id for job in (*first, *await heir.take_all())} == lost
    assert not await queue.owner.fetchval(
        "select count(*) from queue.pgqueuer where queue_manager_id = $1", dead.id
    )


async def test_a_row_says_whose_it_is_and_no_role_says_otherwise(
    place: Place, others: tuple[Place, Place], queue: Queue
) -> None:
    """There is no urgency on a row to be forged, and whose it is and what it waits for is stamped by the database."""
    mine, other = place.tenant.schema, others[0].tenant.schema
    by_hand = text(
        "select queue.enqueue('test.crowd', jsonb_build_object('tenant', cast(:other as text)), null, 'key',"
        " cast(:other as text) || '\\:test.crowd\\:key')"
    )
    async with place.database.tenant(place.tenant) as session:
        await session.execute(by_hand, {"other": other})
    (row,) = await queue.rows(CROWD.name)
    assert row["tenant"] == mine and row["turn"].startswith(f"{mine}:") and row["priority"] == 0
    for planted in (
        "insert into queue.pgqueuer (priority, status, entrypoint) values (9, 'queued', 'test.code')",
        "update queue.pgqueuer set priority = 9",
        "select queue.enqueue('system.provision', '{}', null, null, null)",
    ):
        with pytest.raises(DBAPIError):
            async with place.database.tenant(place.tenant) as session:
                await (await session.connection()).exec_driver_sql(planted)


async def test_what_is_urgent_is_what_somebody_waits_for_at_a_screen(settings: Settings) -> None:
    register_handlers()
    by_urgency = {
        kind: {name for name, job in registry.jobs.items() if job.urgency is kind} for kind in Urgency
    }
    assert by_urgency[Urgency.URGENT] == {
        "password_reset.send", "staff.code", "staff.code_mail", "staff.text", "message.code", "candidate.code", "contract.sign",
        "contract.seal", "person_check.ask", "person_check.result",
    }  # fmt: skip
    assert by_urgency[Urgency.BULK] == {
        "tenant.export", "tenant.export.expire", "contract.archive", "interview.ended", "promise.watch",
        "wording.look", "contract.watch", "contract.nudge", "contract.renew_stamp", "company_verification.watch", "offer.watch",
    }  # fmt: skip
    assert "message.send" in by_urgency[Urgency.NORMAL]
    urgent = {name for name, job in registry.system_jobs.items() if job.urgency is Urgency.URGENT}
    assert urgent == {"system.signup_mail", "system.provision"}


@pytest.mark.parametrize("counted", [False, True])
async def test_a_claim_reads_few_rows_of_many(
    place: Place, others: tuple[Place, Place], queue: Queue, counted: bool
) -> None:
    """By indexes alone, also where nobody has counted yet how many rows there are, or somebody did while there were few."""
    if counted:
        await queue.owner.execute("vacuum analyze queue.pgqueuer")
    for one in (place, *others):
        await put(one, CROWD, _CROWD)
    async with queue.pool.acquire() as connection:
        planned = connection.transaction()
        await planned.start()
        plan = await connection.fetchval(
            f"explain (analyze, format json) {CLAIM}", [CROWD.name], [1], [False], [500], uuid4(), HEARTBEAT,
            URGENT_PLACES, OTHER_PLACES, BATCH,
        )  # fmt: skip
        await planned.rollback()
    nodes = [node for node in _nodes(json.loads(plan)[0]["Plan"]) if node.get("Relation Name") == "pgqueuer"]
    assert nodes and not [node for node in nodes if node["Node Type"] == "Seq Scan"]
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in nodes) < _CROWD


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
