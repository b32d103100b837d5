"""What nobody looks at any more goes away, at the cost of what there is to clear."""

from datetime import timedelta

import asyncpg
from huiyin.platform import clock
from huiyin.platform.features import Limit
from huiyin.platform.settings import Settings
from huiyin.steward.context import stewardship
from huiyin.steward.sweep import sweep
from huiyin.tenants.access.sessions.models import Throttle
from huiyin.tenants.access.sessions.service import throttle
from sqlalchemy import func, insert, select

from tests.support.tenants import Place

LIMIT = Limit("x", most=9, seconds=3600)


async def test_old_windows_go_where_new_ones_come(place: Place) -> None:
    now = clock.now()
    old = now - timedelta(days=3)
    rows = [
        {"purpose": "x", "identity": number.to_bytes(4), "window_start": old, "count": 1}
        for number in range(700)
    ]
    async with place.database.tenant(place.tenant) as session:
        await session.execute(insert(Throttle), rows)
    new, left = 0, len(rows)
    while left and new < 1000:
        async with place.database.tenant(place.tenant) as session:
            for _number in range(50):
                await throttle(session, LIMIT, f"address {new}")
                new += 1
            counted = select(func.count()).where(Throttle.window_start < now - timedelta(days=2))
            left = await session.scalar(counted) or 0
    assert left == 0
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(func.count()).select_from(Throttle)) == new


async def test_the_steward_clears_old_failures_and_nothing_else(settings: Settings) -> None:
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    put = (
        "insert into queue.pgqueuer (priority, status, entrypoint, payload, updated, execute_after) values"
        " (0, $1::queue.pgqueuer_status, 'test.clearing', '{}', now() - $2::interval, now() + interval '1 year')"
    )
    log = (
        "insert into queue.pgqueuer_log (job_id, status, priority, entrypoint, created)"
        " values (1, 'successful', 0, 'test.clearing', now() - $1::interval)"
    )
    try:
        for status, days in (("failed", 31), ("failed", 29), ("queued", 90)):
            await owner.execute(put, status, timedelta(days=days))
        for days in (31, 29):
            await owner.execute(log, timedelta(days=days))
        async with stewardship(settings) as steward:
            await sweep(steward)
        kept = await owner.fetch(
            "select status::text from queue.pgqueuer where entrypoint = 'test.clearing' order by 1"
        )
        assert [row[0] for row in kept] == ["failed", "queued"]
        count = "select count(*) from queue.pgqueuer_log where entrypoint = 'test.clearing'"
        assert await owner.fetchval(count) == 1
    finally:
        for table in ("pgqueuer", "pgqueuer_log"):
            await owner.execute(f"delete from queue.{table} where entrypoint = 'test.clearing'")  # noqa: S608
        await owner.close()
