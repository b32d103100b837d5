"""What the benchmarks of pages share: a product of their own, servers beside it, and what a request costs in CPU."""

import asyncio
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil
from huiyin.platform.embedded.postgres import EmbeddedPostgres
from huiyin.platform.settings import Settings
from huiyin.up import Product

from .load import requests_a_second


@contextmanager
def product() -> Iterator[tuple[Product, Settings]]:
    """The product with its demo tenants, in a folder that is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="huiyin-bench-"))
    state.chmod(0o711)
    started = Product(state, port=0, inbox_port=0, quiet=True)
    try:
        yield started, started.start()
    finally:
        started.stop()
        shutil.rmtree(state, ignore_errors=True)


def plain(url: str) -> str:
    """An SQLAlchemy address as asyncpg reads it."""
    return url.replace("+asyncpg", "")


async def schema_of(settings: Settings, slug: str) -> str:
    """Where a tenant's tables are."""
    connection = await asyncpg.connect(plain(settings.database_owner_url))
    try:
        return str(await connection.fetchval("select schema_name from shared.tenants where slug = $1", slug))
    finally:
        await connection.close()


def cpu_seconds(pid: int) -> float:
    """What a process and those it started have used so far."""
    spent = 0.0
    try:
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            times = process.cpu_times()
            spent += times.user + times.system
    except psutil.NoSuchProcess:
        return spent
    return spent


def postmaster(postgres: EmbeddedPostgres) -> int:
    """The process all backends are children of."""
    return int((postgres.root / "data" / "postmaster.pid").read_text().splitlines()[0])


@dataclass(frozen=True, slots=True)
class Served:
    """One run: requests a second, and CPU milliseconds a request in the web process and in PostgreSQL."""

    rate: float
    web_ms: float
    database_ms: float


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server under load: `pid` is its first process."""

    name: str
    port: int
    pid: int
    heads: Iterator[bytes]


async def race(
    contestants: list[Contestant], database: int, *, turns: int, seconds: float
) -> dict[str, Served]:
    """Load them in turn, several times; of each the median run. `database` is the postmaster's pid."""
    for one in contestants:  # a first look that does not count: plans, caches, compiled templates
        await requests_a_second(one.port, one.heads, seconds=1.0)
    runs: dict[str, list[Served]] = {one.name: [] for one in contestants}
    for _turn in range(turns):
        for one in contestants:
            before = cpu_seconds(one.pid), cpu_seconds(database)
            rate, answered = await requests_a_second(one.port, one.heads, seconds=seconds)
            after = cpu_seconds(one.pid), cpu_seconds(database)
            web, data = (1000 * (b - a) / answered for a, b in zip(before, after, strict=True))
            runs[one.name].append(Served(rate, web, data))
            print(
                f"  {one.name}: {rate:.0f} req/s, CPU a request: web {web:.2f} ms, PostgreSQL {data:.2f} ms"
            )
    return {name: _median(found) for name, found in runs.items()}


def _median(runs: list[Served]) -> Served:
    middle = statistics.median_low(run.rate for run in runs)
    return next(run for run in runs if run.rate == middle)


async def answers(port: int) -> bool | None:
    """Whether somebody listens there; None to go on looking."""
    try:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return None
    writer.close()
    return True


def environment(**extra: str) -> dict[str, str]:
    """Our environment with more in it."""
    return dict(os.environ) | extra
