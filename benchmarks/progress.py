"""progress_page: the page that crowds open, beside a bare handler on asyncpg, and django-tenants where asked."""

import asyncio
from contextlib import ExitStack
from itertools import repeat

from huiyin.platform.embedded.parent import Child
from huiyin.platform.embedded.postgres import free_port
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox, eventually, sign_in
from huiyin.up import Product

from . import serving
from .django_tenants.stand import serve_django
from .harness import Figure
from .serving import Contestant

_TURNS, _SECONDS = 3, 5.0
_PHONE = "15100000312"


def progress_page(against: str) -> list[Figure]:
    """Requests a second and CPU a request, one web process each, in turn."""
    with serving.product() as (product, settings):
        return asyncio.run(_measure(product, settings, against))


async def _measure(product: Product, settings: Settings, against: str) -> list[Figure]:
    me = Browser(settings.origin("acme"))
    page = await sign_in(me, Inbox(product.stack.inbox_origin), _PHONE)
    cookie = next(cookie.value for cookie in me._client.cookies.jar if cookie.name == "me")
    await me.close()
    host = settings.origin("acme").removeprefix("http://")
    head = f"GET /progress HTTP/1.1\r\nHost: {host}\r\nCookie: me={cookie}\r\n\r\n".encode()
    if product.web is None:
        raise RuntimeError("the product has no web process")
    with ExitStack() as stack:
        bare = await _bare(stack, product, settings, len(page.content))
        contestants = [
            Contestant("huiyin", settings.port, product.web.process.pid, repeat(head)),
            Contestant("bare", bare[0], bare[1], repeat(head)),
        ]
        if against == "django-tenants":
            contestants.append(await serve_django(stack, product, settings, head))
        database = serving.postmaster(product.stack.postgres)
        served = await serving.race(contestants, database, turns=_TURNS, seconds=_SECONDS)
    ours, figures = served.pop("huiyin"), []
    for name, theirs in served.items():
        what = "bare asyncpg handler, the same query" if name == "bare" else "django-tenants, the same page"
        figures.append(Figure("progress_page", ours.rate, "req/s", what, theirs.rate))
        cpu = (ours.web_ms + ours.database_ms, theirs.web_ms + theirs.database_ms)
        figures.append(Figure("progress_page_cpu", cpu[0], "ms", what, cpu[1]))
    return figures


async def _bare(stack: ExitStack, product: Product, settings: Settings, length: int) -> tuple[int, int]:
    port = free_port()
    env = serving.environment(
        BARE_DSN=serving.plain(settings.database_url),
        BARE_SCHEMA=await serving.schema_of(settings, "acme"),
        BARE_LENGTH=str(length),
    )
    log = product.stack.state / "bare.log"
    bare = Child("benchmarks.bare", str(port), env=env, log=log, watch=False)
    stack.callback(bare.kill)
    await eventually(lambda: serving.answers(port), "the bare server")
    return port, bare.process.pid
