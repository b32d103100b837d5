"""progress_page: the page that crowds open, beside a bare handler on asyncpg with the same queries."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

import asyncpg
from huiyin.platform.embedded.parent import Child
from huiyin.platform.embedded.postgres import free_port
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox, eventually, sign_in
from huiyin.up import Product

from .harness import Figure
from .load import requests_a_second

_CONNECTIONS, _SECONDS = 16, 5.0
_PHONE = "15100000312"


def progress_page() -> Figure:
    """Requests a second of both, one web process each, in turn."""
    state = Path(tempfile.mkdtemp(prefix="huiyin-bench-"))
    state.chmod(0o711)
    product = Product(state, port=0, inbox_port=0, quiet=True)
    try:
        settings = product.start()
        return asyncio.run(_measure(product, settings))
    finally:
        product.stop()
        shutil.rmtree(state, ignore_errors=True)


async def _measure(product: Product, settings: Settings) -> Figure:
    me = Browser(settings.origin("acme"))
    page = await sign_in(me, Inbox(product.stack.inbox_origin), _PHONE)
    cookie = next(cookie.value for cookie in me._client.cookies.jar if cookie.name == "me")
    host = settings.origin("acme").removeprefix("http://")
    head = f"GET /progress HTTP/1.1\r\nHost: {host}\r\nCookie: me={cookie}\r\n\r\n".encode()
    dsn = settings.database_url.replace("+asyncpg", "")
    schema = await _schema(settings)
    port = free_port()
    env = dict(os.environ) | {"BARE_DSN": dsn, "BARE_SCHEMA": schema, "BARE_LENGTH": str(len(page.content))}
    bare = Child("benchmarks.bare", str(port), env=env, log=product.stack.state / "bare.log", watch=False)
    try:
        await eventually(lambda: _answers(port), "the bare server")
        plain = b"GET /progress HTTP/1.1\r\nHost: localhost\r\n\r\n"
        ours, theirs = [], []
        for _turn in range(3):
            ours.append(
                await requests_a_second(settings.port, head, connections=_CONNECTIONS, seconds=_SECONDS)
            )
            theirs.append(await requests_a_second(port, plain, connections=_CONNECTIONS, seconds=_SECONDS))
    finally:
        bare.kill()
        await me.close()
    return Figure(
        "progress_page", sorted(ours)[1], "req/s", "bare asyncpg, the same queries", sorted(theirs)[1]
    )


async def _answers(port: int) -> bool | None:
    try:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return None
    writer.close()
    return True


async def _schema(settings: Settings) -> str:
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        return str(await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'"))
    finally:
        await connection.close()
