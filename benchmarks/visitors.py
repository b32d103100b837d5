"""visitors: a thousand candidates who keep their connection and a hundred people at the console, each with time to think."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle

from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.up import Product

from tests.support.memory import web_memory
from tests.support.silence import callers
from tests.support.wire import cookie_header

from . import serving
from .candidate import candidate
from .harness import Bench, Figure, part, spread

_SEED = 20261129
_CANDIDATES = ("/progress", "/verify", "/privacy")
_CONSOLE = ("/hr/", "/hr/candidates", "/hr/board", "/hr/messages", "/hr/interviews")
_SESSIONS = 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many there are, how long they go on, and how long each thinks between two pages, in seconds; `idle`: connections
    beside them that say nothing; `settled`: the share of the time after which memory is looked at first."""

    visitors: int
    console: int
    seconds: float
    think: float
    idle: int
    settled: float


@dataclass(slots=True)
class Seen:
    """Milliseconds of each page, and what was not answered with 200."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    anew: int = 0


def visitors(bench: Bench) -> list[Figure]:
    """p99 of their pages, beside one visitor alone; how many failed; the web server's memory at the end beside that of the
    third of ten minutes; then the same with idle connections beside them."""
    crowd = bench.of(Crowd(1_000, 100, 600.0, 5.0, 2_500, 0.3), Crowd(4, 2, 3.0, 0.2, 5, 0.3))
    with bench.product() as product:
        return asyncio.run(_measure(product, crowd))


async def _measure(product: Product, crowd: Crowd) -> list[Figure]:
    pid, port = serving.web_pid(product), product.stack.settings().port
    async with candidate(product) as me, _console(product) as cookies:
        host = f"{me.place.tenant.slug}.localhost:{port}"
        theirs = [_head(host, path, f"me={me.cookie}") for path in _CANDIDATES]
        ours = [_head(f"acme.localhost:{port}", path, cookie) for cookie in cookies for path in _CONSOLE]
        alone = Seen()
        await _visit(alone, port, cycle(theirs + ours), crowd.seconds / 20, 0.05)
        print(f"  one alone: {spread(alone.times)}")
        plain, before, after = await _all(port, pid, theirs, ours, crowd)
        async with _idle(port, crowd.idle):
            beside, idle_before, idle_after = await _all(port, pid, theirs, ours, crowd)
    return [
        Figure("visitors", part(plain.times, 0.99), "ms", "one alone", part(alone.times, 0.99)),
        Figure("visitors_errors", len(plain.errors), "pages", "all that were asked for", len(plain.times)),
        Figure("visitors_memory", after / 1e6, "MB", "when it had settled", before / 1e6),
        Figure("visitors_idle", part(beside.times, 0.99), "ms", "without idle ones", part(plain.times, 0.99)),
        Figure(
            "visitors_idle_errors", len(beside.errors), "pages", "all that were asked for", len(beside.times)
        ),
        Figure("visitors_idle_memory", idle_after / 1e6, "MB", "when it had settled", idle_before / 1e6),
    ]


async def _all(
    port: int, pid: int, theirs: list[bytes], ours: list[bytes], crowd: Crowd
) -> tuple[Seen, int, int]:
    """What all of them saw, and the memory when it had settled and at the end."""
    seen, chance = Seen(), random.Random(_SEED)  # noqa: S311 – the same crowd every time

    async def one(heads: list[bytes]) -> None:
        await asyncio.sleep(chance.uniform(0, crowd.think))  # they do not come at one moment
        start = chance.randrange(len(heads))
        await _visit(seen, port, cycle(heads[start:] + heads[:start]), crowd.seconds, crowd.think)

    async with asyncio.TaskGroup() as group:
        for heads, number in ((theirs, crowd.visitors), (ours, crowd.console)):
            for _number in range(number):
                group.create_task(one(heads))
        await asyncio.sleep(crowd.seconds * crowd.settled)
        settled = web_memory(pid)
        await asyncio.sleep(crowd.seconds * (1 - crowd.settled))
        end = web_memory(pid)
    print(
        f"  {len(seen.times)} pages, {spread(seen.times)}; {len(seen.errors)} errors {seen.errors[:3]}; "
        f"{seen.anew} connections anew; memory {settled / 1e6:.0f} MB, then {end / 1e6:.0f} MB"
    )
    return seen, settled, end


async def _visit(seen: Seen, port: int, heads: Iterator[bytes], seconds: float, think: float) -> None:
    """One after the other on one connection, which is opened anew when the server has ended it, as a browser does."""
    end = time.monotonic() + seconds
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.monotonic() < end:
        head, began = next(heads), time.perf_counter()
        for _try in range(2):
            if line is None or line[0].at_eof():
                seen.anew += line is not None
                line = await asyncio.open_connection("127.0.0.1", port)
            try:
                status = await _ask(*line, head)
                break
            except (OSError, asyncio.IncompleteReadError):  # it ended while we asked
                line = None
        else:
            status = "hung up twice"
        if status == "200":
            seen.times.append((time.perf_counter() - began) * 1000)
        else:
            seen.errors.append(f"{status} {head.partition(b' HTTP')[0].decode()}")
        await asyncio.sleep(think)
    if line is not None:
        line[1].close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> str:
    writer.write(head)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = answer.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return answer[9:12].decode()


def _head(host: str, path: str, cookie: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept-Language: zh-CN\r\n\r\n".encode()
    )


@asynccontextmanager
async def _idle(port: int, number: int) -> AsyncIterator[None]:
    """So many connections that say nothing; one that the server ends is opened anew."""

    async def one() -> None:
        while True:
            async with callers(port, 1) as (caller,):
                await caller.ended(60)

    tasks = [asyncio.create_task(one()) for _number in range(number)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        broken = [end for end in ends if not isinstance(end, asyncio.CancelledError)]
        if broken:
            raise RuntimeError(f"{len(broken)} of {number} idle connections could not be had: {broken[0]!r}")


@asynccontextmanager
async def _console(product: Product) -> AsyncIterator[list[str]]:
    """The cookies of HR at the demo's console."""
    browsers = [Browser(product.stack.settings().origin("acme")) for _number in range(_SESSIONS)]
    try:
        for browser in browsers:
            await people.log_in(browser, "hr@acme.test", PASSWORD)
        yield [cookie_header(browser) for browser in browsers]
    finally:
        for browser in browsers:
            await browser.close()
