"""Those who say nothing lock nobody out: at the web process itself, and at the proxy that docs/operations shows."""

import asyncio
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.embedded.parent import Child
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.embedded.stack import wait_for_http
from huiyin.platform.http.client import client_address
from huiyin.platform.requests import AnyRequest
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.serve import HEADER_SECONDS
from huiyin.up import Product
from litestar import Litestar, get
from litestar.datastructures import State

from tests.support.openid.wicked import serving
from tests.support.silence import callers

_DOC = Path(__file__).parents[2] / "docs" / "operations" / "proxy.md"
_ROOM = 64
_SOON = HEADER_SECONDS + 10.0
_HALF = b"POST /hr/login HTTP/1.1\r\nHost: acme.localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na="
_IDLE = b"GET /livez HTTP/1.1\r\nHost: acme.localhost\r\n\r\n"


@pytest.fixture(scope="module")
def web(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Child, int]]:
    """A web server with little room, beside the product's own; and its port."""
    port = free_port()
    env = product._env() | {"HUIYIN_PORT": str(port), "HUIYIN_WEB_CONNECTIONS": str(_ROOM)}
    child = Child("huiyin", "serve", env=env, log=tmp_path_factory.mktemp("web") / "log")
    try:
        wait_for_http(f"http://127.0.0.1:{port}/readyz", child)
        yield child, port
    finally:
        child.stop()


@asynccontextmanager
async def caddy(upstream: int, folder: Path) -> AsyncIterator[int]:
    """The proxy of the documentation before `upstream`, and its port."""
    port, block = free_port(), re.search(r"```caddyfile\n(.+?)```", _DOC.read_text("utf-8"), re.DOTALL)
    assert block is not None
    file = folder / "Caddyfile"
    file.write_text(block[1])
    program = shutil.which("caddy", path=str(Path(sys.executable).parent))
    assert program is not None
    env = {
        "HOME": str(folder),
        "HUIYIN_SITES": f"http://:{port}",
        "HUIYIN_UPSTREAM": f"127.0.0.1:{upstream}",
    }
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([program, "run", "--config", str(file)], env=env, stdout=log, stderr=log)  # noqa: ASYNC220
        try:
            await _listens(port)
            yield port
        finally:
            running.terminate()
            await asyncio.to_thread(running.wait, 30)


async def _listens(port: int) -> None:
    async def look() -> bool | None:
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return None
        writer.close()
        return True

    await people.eventually(look, "the proxy", 20)


async def _page(port: int, patience: float = _SOON) -> float:
    """How many seconds a newcomer waits for a page of a tenant."""
    began = time.monotonic()
    browser = Browser("http://acme.localhost", port=port)
    try:
        async with asyncio.timeout(patience):
            await browser.get("/hr/login")
    finally:
        await browser.close()
    return time.monotonic() - began


async def test_hundreds_who_say_nothing_lock_nobody_out_and_are_sent_away(settings: Settings) -> None:
    port = settings.port
    async with (
        callers(port, 200) as silent,
        callers(port, 200, _IDLE) as idle,
        callers(port, 50, _IDLE[:30]) as half,
    ):
        for _time in range(5):
            await _page(port, HEADER_SECONDS)
        ended = await asyncio.gather(*(one.ended(_SOON) for one in (*silent, *idle, *half)))
        assert all(ended)


async def test_a_full_house_lets_the_next_in_when_time_is_up(web: tuple[Child, int]) -> None:
    _child, port = web
    async with callers(port, _ROOM), callers(port, 10):
        assert await _page(port) < _SOON


async def test_behind_the_proxy_bodies_that_do_not_come_cost_the_proxy_only(
    web: tuple[Child, int], tmp_path: Path
) -> None:
    _child, port = web
    async with caddy(port, tmp_path) as outside:
        admin = Browser("http://acme.localhost", port=outside)
        await people.log_in(admin, "admin@acme.test", PASSWORD)
        # Twice as many as the web process has room for: not one of them reaches it.
        async with callers(outside, 2 * _ROOM, _HALF), callers(outside, 100) as silent:
            for _time in range(5):
                await _page(outside)
            assert (await admin.get("/hr/")).path == "/hr/"
            ended = await asyncio.gather(*(one.ended(_SOON) for one in silent))
            assert all(ended)
        await admin.close()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{outside}", trust_env=False) as http:
            headers = {"host": "acme.localhost", "origin": "http://acme.localhost"}
            # It is answered while it is still being sent, and the connection ends then: only the head is sure to arrive.
            async with http.stream("POST", "/hr/login", content=b"a" * 12_100_000, headers=headers) as large:
                assert large.status_code == 413


async def test_behind_the_proxy_nobody_sees_a_web_process_being_replaced(
    web: tuple[Child, int], tmp_path: Path
) -> None:
    child, port = web
    async with caddy(port, tmp_path) as outside:
        await _page(outside)
        for worker in psutil.Process(child.process.pid).children():
            worker.kill()
        assert await _page(outside) < _SOON


@get("/", media_type="text/plain")
async def _address(request: AnyRequest) -> str:
    return client_address(request)


async def test_an_address_comes_through_a_proxy_that_the_setting_names(tmp_path: Path) -> None:
    """Also where the client wrote another one before it; and it comes from nobody else."""
    for trusted, seen in (("127.0.0.1", "127.0.0.2"), ("10.0.0.0/8", "127.0.0.1"), ("", "127.0.0.1")):
        settings = Settings(database_url="-", master_key_file=Path("-"), trusted_proxies=trusted)
        state = State({"settings": settings})
        app, port = Litestar([_address], state=state, openapi_config=None), free_port()
        async with serving(app, port), caddy(port, tmp_path) as outside:
            source = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
            async with httpx.AsyncClient(transport=source, trust_env=False) as http:
                forged = {"x-forwarded-for": "203.0.113.9"}
                assert (await http.get(f"http://127.0.0.1:{outside}/", headers=forged)).text == seen
                # Past the proxy: who comes from elsewhere than the setting says is not believed.
                straight = await http.get(f"http://127.0.0.1:{port}/", headers=forged)
                assert straight.text == "127.0.0.2"
