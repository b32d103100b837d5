"""One stranger who sends slowly, or too much: it costs them a socket, and nobody else anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from huiyin.app import build_app
from huiyin.platform.http.bodies import ReadBodyFirst
from huiyin.platform.settings import Settings
from litestar import Litestar

from tests.functional.test_walls import filled, routes
from tests.support.silence import callers
from tests.support.victim import Victim
from tests.support.wire import Line, cookie_header, flood, form, get

_SILENT = 50


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[Any, Litestar]]:
    """The application in this process: its outermost layer, and what it is built of."""
    app = build_app(settings)
    inner = next(part for part in vars(app).values() if isinstance(part, Litestar))
    async with inner.lifespan():
        yield app, inner


def held(inner: Litestar) -> int:
    """How many connections to the database are out of their pools."""
    lanes = inner.state.database._cells.values()
    engines = {engine for lane in lanes for engine in (lane.plain, lane.look_ups, *lane._lanes)}
    return sum(engine.pool.checkedout() for engine in engines)


async def waits_with(settings: Settings, victim: Victim, wanted: list[tuple[str, str]]) -> dict[str, int]:
    """How many connections were held while each route waited for bytes, over those who may send it something."""
    found: dict[str, int] = {}
    cookies = [cookie_header(victim.staff["admin"]), cookie_header(victim.candidate)]
    async with running(settings) as (app, inner):
        for method, path in wanted:
            for cookie in cookies:
                what = f"{method} {path}"
                found[what] = max(
                    found.get(what, 0), await _held_while_waiting(app, inner, victim, what, cookie)
                )
    return found


async def _held_while_waiting(app: Any, inner: Litestar, victim: Victim, what: str, cookie: str) -> int:
    most = 0
    method, path = what.split(" ")
    path = filled(path, victim.ids)

    async def receive() -> Any:
        nonlocal most
        most = max(most, held(inner))
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return

    host = victim.origin.removeprefix("http://") if not path.startswith(("/signup", "/ops")) else "localhost"
    headers = {"host": host, "cookie": cookie, "sec-fetch-site": "same-origin", "content-length": "1000"}
    headers["content-type"] = "application/x-www-form-urlencoded"
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "client": ("127.0.0.1", 1),
        "server": ("x", 80), "scheme": "http", "http_version": "1.1", "extensions": {}, "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive, send)
    return most


def unsafe(settings: Settings) -> list[tuple[str, str]]:
    return [(method, path) for method, path in routes(settings) if method != "GET"]


async def test_no_route_holds_a_connection_while_it_waits_for_bytes(
    settings: Settings, victim: Victim
) -> None:
    table = unsafe(settings)
    assert len(table) > 100
    assert {what for what, count in (await waits_with(settings, victim, table)).items() if count} == set()


async def test_a_route_that_queries_before_it_reads_is_found(
    settings: Settings, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def straight_on(_self: Any, scope: Any, receive: Any, send: Any, next_app: Any) -> None:
        await next_app(scope, receive, send)

    monkeypatch.setattr(ReadBodyFirst, "handle", straight_on)
    found = await waits_with(settings, victim, [("POST", "/hr/account/name")])
    assert found == {"POST /hr/account/name": 1}


async def answered(line: Line, hosts: list[str], rounds: int) -> list[int]:
    """The statuses of pages of everybody, asked one after another."""
    pages = [*((host, "/") for host in hosts), ("localhost", "/signup"), ("localhost", "/healthz")]
    answers = [await line.ask(get(host, path)) for _number in range(rounds) for host, path in pages]
    return [answer.status if answer is not None else 0 for answer in answers]


async def test_fifty_silent_bodies_stop_nobody(settings: Settings, victim: Victim) -> None:
    line = Line("127.0.0.1", settings.port)
    host = victim.origin.removeprefix("http://")
    cookie = cookie_header(victim.staff["interviewer"])
    places = [(host, path) for path in ("/hr/account/name", "/hr/login", "/code", "/verify")]
    places.append(("localhost", f"/signup/{'A' * 44}"))
    async with AsyncExitStack() as stack:
        for where, path in places:
            silent = form(where, path, b"a=", length=1000, cookie=cookie)
            await stack.enter_async_context(callers(settings.port, _SILENT // len(places), silent))
        statuses = await answered(line, [host, "acme.localhost", "globex.localhost"], 10)
    assert set(statuses) == {200}


async def test_ten_floods_of_fields_stop_nobody(settings: Settings, victim: Victim) -> None:
    line = Line("127.0.0.1", settings.port)
    host = victim.origin.removeprefix("http://")
    request, stop = form(host, "/hr/login", b"a=1&" * 250_000), asyncio.Event()
    floods = [asyncio.create_task(flood(stop, lambda: line.ask(request))) for _number in range(10)]
    try:
        statuses = await answered(line, [host, "acme.localhost", "globex.localhost"], 10)
    finally:
        stop.set()
        counts = await asyncio.gather(*floods)
    assert set(statuses) == {200}
    assert all(counts)
