"""A database lives at the product's moment: what tells the time there follows, whoever asks."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.embedded.postgres import EmbeddedPostgres
from huiyin.platform.settings import Settings

_MOMENT = timedelta(seconds=10)
_ONE = "create temporary table one (like queue.pgqueuer including defaults) on commit drop"


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    async with connection.transaction():
        yield connection
    await connection.close()


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="huiyin-clock-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "postgres"


@pytest.mark.parametrize(
    "asked", ["select now()", "select heartbeat from one", "select uuid_extract_timestamp(uuidv7())"]
)
async def test_sql_has_our_time(owner: Any, asked: str) -> None:
    await owner.execute(_ONE)
    await owner.execute("insert into one (priority, status, entrypoint) values (0, 'queued', 'x')")
    at: datetime = await owner.fetchval(asked)
    assert abs(at - clock.now()) < _MOMENT


async def test_an_index_is_used_with_it(owner: Any) -> None:
    await owner.execute(_ONE)
    await owner.execute("create index on one (execute_after)")
    await owner.execute("set local enable_seqscan = off")
    rows = await owner.fetch("explain select from one where execute_after < now()")
    (condition,) = (row[0] for row in rows if "Index Cond" in row[0])
    assert ("system_now()" in condition) is bool(clock.offset()), "the planner sees through it"


async def test_a_cluster_goes_on_at_another_moment(root: Path) -> None:
    for offset in (timedelta(days=400), timedelta(days=-400), timedelta()):
        cluster = EmbeddedPostgres(root, clock_offset=offset).start()
        try:
            connection = await asyncpg.connect(cluster.url("postgres", "postgres").replace("+asyncpg", ""))
            at = await connection.fetchval("select now()")
            await connection.close()
        finally:
            cluster.stop()
        assert abs(at - offset - clock.system_now()) < _MOMENT


def test_one_that_was_made_to_stand_is_not_moved(root: Path) -> None:
    EmbeddedPostgres(root).start().stop()
    with pytest.raises(RuntimeError, match="choose another state folder"):
        EmbeddedPostgres(root, clock_offset=timedelta(days=1)).start()
