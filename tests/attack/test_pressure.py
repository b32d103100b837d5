"""One stranger who sends slowly, or too much: it costs them a socket, and nobody else anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from huiyin.app import build_app
from huiyin.platform.http.bodies import ReadBodyFirst
from huiyin.platform.settings import Settings
from litestar import Litestar

from tests.functional.test_walls import filled, routes
from tests.support.victim import Victim
from tests.support.wire import Line

_SILENT = 50
_FORM = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"


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
    cookies = [victim.staff["admin"]._client.cookies, victim.candidate._client.cookies]
    async with running(settings) as (app, inner):
        for method, path in wanted:
            for jar in cookies:
                cookie = "; ".join(f"{name}={value}" for name, value in jar.items())
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
    found = []
    for _number in range(rounds):
        for host, path in [(host, "/") for host in hosts] + [
            ("localhost", "/signup"),
            ("localhost", "/healthz"),
        ]:
            answer = await line.ask(
                f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            )
            found.append(answer.status if answer is not None else 0)
    return found


async def test_fifty_silent_bodies_stop_nobody(settings: Settings, victim: Victim) -> None:
    line = Line("127.0.0.1", settings.port)
    host = victim.origin.removeprefix("http://")
    cookie = "; ".join(
        f"{name}={value}" for name, value in victim.staff["interviewer"]._client.cookies.items()
    )
    paths = [
        "/hr/account/name",
        "/hr/login",
        "/sign-in",
        "/verify",
        *(f"/signup/{'A' * 44}" for _ in range(2)),
    ]
    writers = [
        await line.begin(
            f"POST {path} HTTP/1.1\r\nHost: {'localhost' if 'signup' in path else host}\r\nCookie: {cookie}\r\n"
            f"{_FORM}Content-Length: 1000\r\n\r\na=".encode()
        )
        for path in (paths * _SILENT)[:_SILENT]
    ]
    try:
        statuses = await answered(line, [host, "acme.localhost", "globex.localhost"], 10)
    finally:
        for writer in writers:
            writer.close()
    assert set(statuses) == {200}


async def flood(stop: asyncio.Event, ask: Callable[[], Awaitable[Any]]) -> int:
    """Again and again, as fast as it goes; how often."""
    count = 0
    while not stop.is_set():
        await ask()
        count += 1
    return count


async def test_ten_floods_of_fields_stop_nobody(settings: Settings, victim: Victim) -> None:
    line = Line("127.0.0.1", settings.port)
    host = victim.origin.removeprefix("http://")
    body = b"a=1&" * 250_000
    request = f"POST /hr/login HTTP/1.1\r\nHost: {host}\r\n{_FORM}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    stop = asyncio.Event()
    floods = [
        asyncio.create_task(flood(stop, lambda: line.ask(request.encode() + body))) for _number in range(10)
    ]
    try:
        statuses = await answered(line, [host, "acme.localhost", "globex.localhost"], 10)
    finally:
        stop.set()
        counts = await asyncio.gather(*floods)
    assert set(statuses) == {200}
    assert all(counts)
