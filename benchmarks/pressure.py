"""pressure: what one stranger and one tenant's member can do to everybody else."""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle

from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.up import Product

from tests.support.bombs import LOGOS, PDFS, SHEETS, Bomb
from tests.support.memory import web_memory
from tests.support.silence import callers
from tests.support.wire import Line, flood, form, get

from . import serving
from .harness import Bench, Figure, part, spread

_FIELDS = b"a=1&" * 250_000
_OTHERS = ("globex.localhost", "localhost")


@dataclass(frozen=True, slots=True)
class Force:
    """How much is done at once, for how long, and how long it is waited afterwards, in seconds."""

    silent: int
    floods: int
    bombs: int
    seconds: float
    rest: float
    readers: int


def pressure(bench: Bench) -> list[Figure]:
    """p99 in ms of pages of everybody else while one tenant is pushed, beside the same without; how many of their requests
    were not answered with 200; and the web server's memory a minute later beside what it was."""
    force = bench.of(Force(50, 10, 5, 60, 60, 8), Force(4, 1, 1, 6, 0, 2))
    with bench.product() as product:
        return asyncio.run(_measure(product, force))


async def _measure(product: Product, force: Force) -> list[Figure]:
    settings = product.stack.settings()
    line = Line("127.0.0.1", settings.port)
    async with AsyncExitStack() as stack:
        admin = Browser(settings.origin("acme"))
        stack.push_async_callback(admin.close)
        await people.log_in(admin, "admin@acme.test", PASSWORD)
        await _read(line, force)  # plans, caches, compiled templates
        alone, _missed = await _read(line, force)
        print(f"  alone: {spread(alone)}")
        before = web_memory(serving.web_pid(product))
        pushing = asyncio.Event()
        tasks = [asyncio.create_task(one) for one in _pushers(line, admin, force, pushing)]
        pushed, missed = await _read(line, force)
        pushing.set()
        counts = await asyncio.gather(*tasks)
        print(
            f"  pushed: {spread(pushed)}; {missed} of {len(pushed) + missed} not answered; {sum(counts)} pushes"
        )
        await asyncio.sleep(force.rest)
        after = web_memory(serving.web_pid(product))
    print(f"  memory of the web server: {before / 1e6:.0f} MB, afterwards {after / 1e6:.0f} MB")
    return [
        Figure("pressure", part(pushed, 0.99), "ms", "the same without", part(alone, 0.99)),
        Figure("pressure_unanswered", missed, "pages", "all that were asked for", len(pushed) + missed),
        Figure("pressure_memory", after / 1e6, "MB", "the web server before", before / 1e6),
    ]


def _pushers(line: Line, admin: Browser, force: Force, stop: asyncio.Event) -> Iterator[Awaitable[int]]:
    host = admin.origin.removeprefix("http://")
    silent, fields = form(host, "/hr/login", b"a=", length=1000), form(host, "/hr/login", _FIELDS)
    yield from (flood(stop, lambda: _hold(line, silent, force.seconds)) for _number in range(force.silent))
    yield from (flood(stop, lambda: line.ask(fields)) for _number in range(force.floods))
    kinds = (("/hr/imports", "sheet", SHEETS), ("/hr/brand", "logo", LOGOS), ("/verify", "file", PDFS))
    for path, field, bombs in kinds:
        yield from (
            _throw(admin, path, field, _made(list(bombs.values())[number :: force.bombs]), stop)
            for number in range(force.bombs)
        )


async def _hold(line: Line, request: bytes, seconds: float) -> None:
    """A body that never comes, for as long as the server waits for it."""
    async with callers(line.port, 1, request) as (one,):
        await one.ended(seconds)


def _made(bombs: list[Bomb]) -> list[tuple[str, bytes]]:
    """Names and bytes, before anybody's time is taken."""
    return [(bomb.filename, bomb.make()) for bomb in bombs]


async def _throw(
    admin: Browser, path: str, field: str, uploads: list[tuple[str, bytes]], stop: asyncio.Event
) -> int:
    """Files that cost whoever reads them, one after the other; what is answered is the business of tests."""
    count = 0
    next_upload = cycle(uploads)
    headers = {"sec-fetch-site": "same-origin", "origin": admin.origin}
    while uploads and not stop.is_set():
        name, data = next(next_upload)
        fields = {"name": "压力", "accent": "#7c2d12"}
        await admin._client.post(path, data=fields, files={field: (name, data)}, headers=headers, timeout=120)
        count += 1
    return count


async def _read(line: Line, force: Force) -> tuple[list[float], int]:
    """How many milliseconds each answered page of the others took, and how many were not answered with 200."""
    end = time.perf_counter() + force.seconds
    found = await asyncio.gather(*(_reader(line, end, number) for number in range(force.readers)))
    return [one for times, _missed in found for one in times], sum(missed for _times, missed in found)


async def _reader(line: Line, end: float, number: int) -> tuple[list[float], int]:
    times: list[float] = []
    missed = 0
    while time.perf_counter() < end:
        host = _OTHERS[(len(times) + number) % len(_OTHERS)]
        path = "/signup" if host == "localhost" else "/"
        began = time.perf_counter()
        answer = await line.ask(get(f"{host}:{line.port}", path))
        if answer is not None and answer.status == 200:
            times.append((time.perf_counter() - began) * 1000)
        else:
            missed += 1
        await asyncio.sleep(0.2)  # a person reads
    return times, missed
