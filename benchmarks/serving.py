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

import psutil
from huiyin.platform.embedded.postgres import EmbeddedPostgres
from huiyin.up import Product

from .load import requests_a_second


@contextmanager
def product() -> Iterator[Product]:
    """The product with its demo tenants, in a folder that is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="huiyin-bench-"))
    state.chmod(0o711)
    started = Product(state, port=0, inbox_port=0, quiet=True)
    try:
        started.start()
        yield started
    finally:
        started.stop()
        shutil.rmtree(state, ignore_errors=True)


def plain(url: str) -> str:
    """An SQLAlchemy address as asyncpg reads it."""
    return url.replace("+asyncpg", "")


def cpu_seconds(pid: int) -> float:
    """What a process and those it started have used so far, those with them that have ended since."""
    spent = 0.0
    try:
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            times = process.cpu_times()
            spent += times.user + times.system + times.children_user + times.children_system
    except psutil.NoSuchProcess:
        return spent
    return spent


def web_pid(product: Product) -> int:
    """The first process of the web server.

    Raises:
        RuntimeError: it does not run.
    """
    if product.web is None:
        raise RuntimeError("the product has no web process")
    return product.web.process.pid


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


@dataclass(frozen=True, slots=True)
class Race:
    """How servers are compared: loaded in turn, each `turns` times for `seconds`, after a first look that does not
    count (`warm_seconds`: plans, caches, compiled templates)."""

    turns: int
    seconds: float
    warm_seconds: float

    async def run(self, contestants: list[Contestant], database: int) -> dict[str, Served]:
        """Of each the median run. `database` is the postmaster's pid."""
        for one in contestants:
            await requests_a_second(one.port, one.heads, seconds=self.warm_seconds)
        runs: dict[str, list[Served]] = {one.name: [] for one in contestants}
        for _turn in range(self.turns):
            for one in contestants:
                runs[one.name].append(await self._turn(one, database))
        return {name: _median(found) for name, found in runs.items()}

    async def _turn(self, one: Contestant, database: int) -> Served:
        before = cpu_seconds(one.pid), cpu_seconds(database)
        rate, answered = await requests_a_second(one.port, one.heads, seconds=self.seconds)
        after = cpu_seconds(one.pid), cpu_seconds(database)
        web, data = (1000 * (b - a) / answered for a, b in zip(before, after, strict=True))
        print(f"  {one.name}: {rate:.0f} req/s, CPU a request: web {web:.2f} ms, PostgreSQL {data:.2f} ms")
        return Served(rate, web, data)


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
