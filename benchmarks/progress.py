"""progress_page: the page that crowds open, beside a bare handler on asyncpg, and django-tenants where asked."""

import asyncio
from contextlib import ExitStack
from itertools import repeat

from huiyin.platform.embedded.parent import Child
from huiyin.platform.embedded.ports import free_port
from huiyin.road.people import eventually
from huiyin.up import Product

from . import serving
from .candidate import Candidate, candidate
from .django_tenants.stand import serve_django
from .harness import Bench, Figure
from .serving import Contestant, Race


def progress_page(bench: Bench) -> list[Figure]:
    """Requests a second and CPU a request, one web process each, in turn."""
    race = Race(turns=bench.of(3, 1), seconds=bench.of(5.0, 0.2), warm_seconds=bench.of(1.0, 0.1))
    with bench.product() as product:
        return asyncio.run(_measure(product, race, bench.against))


async def _measure(product: Product, race: Race, against: str) -> list[Figure]:
    settings = product.stack.settings()
    async with candidate(product) as me:
        slug = me.place.tenant.slug
        host = settings.origin(slug).removeprefix("http://")
        head = f"GET /progress HTTP/1.1\r\nHost: {host}\r\nCookie: me={me.cookie}\r\n\r\n".encode()
        with ExitStack() as stack:
            bare = await _bare(stack, product, me)
            contestants = [
                Contestant("huiyin", settings.port, serving.web_pid(product), repeat(head)),
                Contestant("bare", bare[0], bare[1], repeat(head)),
            ]
            if against == "django-tenants":
                contestants.append(await serve_django(stack, product, me.place.tenant, head))
            served = await race.run(contestants, serving.postmaster(product.stack.postgres))
    ours, figures = served.pop("huiyin"), []
    for name, theirs in served.items():
        what = "bare asyncpg handler, the same query" if name == "bare" else "django-tenants, the same page"
        figures.append(Figure("progress_page", ours.rate, "req/s", what, theirs.rate))
        cpu = (ours.web_ms + ours.database_ms, theirs.web_ms + theirs.database_ms)
        figures.append(Figure("progress_page_cpu", cpu[0], "ms", what, cpu[1]))
    return figures


async def _bare(stack: ExitStack, product: Product, me: Candidate) -> tuple[int, int]:
    port = free_port()
    env = serving.environment(
        BARE_DSN=serving.plain(product.stack.settings().database_url),
        BARE_SCHEMA=me.place.tenant.schema,
        BARE_LENGTH=str(me.page_length),
    )
    log = product.stack.state / "bare.log"
    bare = Child("benchmarks.bare", str(port), env=env, log=log, watch=False)
    stack.callback(bare.kill)
    await eventually(lambda: serving.answers(port), "the bare server")
    return port, bare.process.pid
