"""tenant_create, tenant_migrate, tenant_scale, tenant_memory: what a thousand tenants cost."""

import asyncio
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import accumulate, cycle
from pathlib import Path

import asyncpg
import huiyin_migrations
import psutil
from huiyin.platform.db.database import MOST_TENANTS
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox, sign_in
from huiyin_migrations.scripts import TENANT

from . import serving
from .cell import TENANTS, Cell, cell, populate
from .harness import Figure
from .load import requests_a_second
from .serving import Contestant

_WARM_SECONDS = 30.0
_REVISION = '''"""A column more."""
from alembic import op
revision, down_revision, branch_labels, depends_on = "{name}", "{after}", None, None


def upgrade() -> None:
    op.execute("alter table vacancies add column {name} text not null default ''")
'''
_RUN = """
import asyncio, sys
from pathlib import Path
from huiyin_migrations.runner import migrate_tenants
from huiyin_migrations.scripts import Scripts
def say(name, done, total): print(name, flush=True)
done = asyncio.run(migrate_tenants(sys.argv[1], say, scripts=Scripts(Path(sys.argv[2]))))
sys.exit(len(done.failed) > 0)
"""


def tenant_create(_against: str) -> list[Figure]:
    """A tenant with role, rights, key, first rows and its line in the directory; the reference finds no spare."""
    made = cell()
    slowest = max(made.created_ms)
    last = statistics.median(made.created_ms[-100:])
    print(
        f"  {TENANTS} tenants made one after the other: {made.created_cpu_ms:.0f} ms of CPU each, making ahead apart;"
        f" quickest {min(made.created_ms):.0f} ms, slowest {slowest:.0f} ms, last 100 {last:.0f} ms"
    )
    ours, cold = statistics.median(made.created_ms), statistics.median(made.cold_ms)
    return [Figure("tenant_create", ours, "ms", "its tables made at that moment", cold)]


def tenant_migrate(against: str) -> list[Figure]:
    """A column more everywhere: killed and started again, in one go, and with nothing to do."""
    made = cell()
    url = made.settings.database_owner_url
    figures = [_idle(made)]
    folder = made.product.stack.state / "revisions"
    shutil.copytree(Path(huiyin_migrations.__file__).parent / "tenant", folder)
    _add(folder, "killed", TENANT.head)
    _kill(url, folder, after=TENANTS // 3)
    before = asyncio.run(_count(url, "killed"))
    _migrate(url, folder)
    print(
        f"  kill -9 after {before} of {TENANTS + 2} tenants; started again: {asyncio.run(_count(url, 'killed'))}"
    )
    _add(folder, "whole", "killed")
    seconds = _migrate(url, folder)
    raw = asyncio.run(_raw_column(made))
    figures.append(
        Figure("tenant_migrate", seconds, "s", "raw ALTER TABLE, a transaction each, one connection", raw)
    )
    if against == "django-tenants":
        from .django_tenants.migrate import migrate_schemas

        theirs = migrate_schemas(made.settings, made.product.stack.state, TENANTS)
        figures.append(
            Figure("tenant_migrate", seconds, "s", "django-tenants migrate_schemas, multiprocessing", theirs)
        )
    return figures


def _idle(made: Cell) -> Figure:
    command = [sys.executable, "-m", "huiyin"]
    env = os.environ | made.product.stack.env()
    spent = {}
    for arguments in (("migrate",), ("migrate", "--help")):
        began = time.perf_counter()
        subprocess.run([*command, *arguments], env=env, check=True, stdout=subprocess.DEVNULL)
        spent[arguments[-1]] = time.perf_counter() - began
    return Figure("tenant_migrate_idle", spent["migrate"], "s", "huiyin migrate --help", spent["--help"])


def _add(folder: Path, name: str, after: str) -> None:
    (folder / "versions" / f"{name}.py").write_text(_REVISION.format(name=name, after=after))


def _migrate(url: str, folder: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-c", _RUN, url, str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _kill(url: str, folder: Path, after: int) -> None:
    with subprocess.Popen([sys.executable, "-c", _RUN, url, str(folder)], stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("no output to count by")
        for _line in range(after):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)


async def _count(url: str, revision: str) -> int:
    owner = await asyncpg.connect(serving.plain(url))
    try:
        return int(await owner.fetchval("select count(*) from shared.tenants where revision = $1", revision))
    finally:
        await owner.close()


async def _raw_column(made: Cell) -> float:
    owner = await asyncpg.connect(serving.plain(made.settings.database_owner_url))
    try:
        began = time.perf_counter()
        for schema in made.schemas:
            await owner.execute(f"alter table {schema}.vacancies add column raw text not null default ''")
        return time.perf_counter() - began
    finally:
        await owner.close()


def tenant_scale(_against: str) -> list[Figure]:
    """The progress page over a thousand tenants, skewed as real traffic is and uniformly random, beside one tenant."""
    return asyncio.run(_scale(cell()))


async def _scale(made: Cell) -> list[Figure]:
    settings = made.settings
    heads, pid = await _candidate_everywhere(made)
    chance = random.Random(5)  # noqa: S311 – the same traffic every time
    chance.shuffle(heads)
    port = settings.port
    contestants = [
        Contestant("one", port, pid, _drawn(chance, heads[:1], skew=0)),
        Contestant("skewed", port, pid, _drawn(chance, heads, skew=1)),
        Contestant("uniform", port, pid, _drawn(chance, heads, skew=0)),
    ]
    database = serving.postmaster(made.product.stack.postgres)
    # Every backend of a lane meets its tenants before the clock runs: that is paid once in a connection's life.
    await requests_a_second(port, cycle(heads), seconds=_WARM_SECONDS)
    served = await serving.race(contestants, database, turns=3, seconds=6.0)
    one = served["one"]
    spent = {name: run.web_ms + run.database_ms for name, run in served.items()}
    return [
        Figure("tenant_scale", served["skewed"].rate, "req/s", "one tenant (skewed: Zipf, s = 1)", one.rate),
        Figure("tenant_scale_random", served["uniform"].rate, "req/s", "one tenant (uniformly random)", one.rate),
        Figure("tenant_scale_cpu", spent["skewed"], "ms", "one tenant (skewed), CPU a request", spent["one"]),
    ]  # fmt: skip


def tenant_memory(_against: str) -> list[Figure]:
    """Uniformly random tenants for `HUIYIN_BENCH_MINUTES` (3, unless said): how large a backend becomes, and stays."""
    return asyncio.run(_memory(cell(), int(os.environ.get("HUIYIN_BENCH_MINUTES", "3"))))


async def _memory(made: Cell, minutes: int) -> list[Figure]:
    heads, _pid = await _candidate_everywhere(made)
    database = serving.postmaster(made.product.stack.postgres)
    traffic = _drawn(random.Random(5), heads, skew=0)  # noqa: S311 – the same traffic every time
    largest: list[float] = []
    asked = 0
    for minute in range(1, minutes + 1):
        for _sample in range(6):
            asked += (await requests_a_second(made.settings.port, traffic, seconds=10.0))[1]
            largest.append(_largest_backend(database))
        print(f"  minute {minute}: {asked} requests, largest backend {max(largest[-6:]):.1f} MiB", flush=True)
    half = len(largest) // 2
    return [
        Figure("tenant_memory", max(largest), "MiB", "1 MiB for each tenant it may meet", 1.0 * MOST_TENANTS),
        Figure("tenant_memory_late", max(largest[half:]), "MiB", "largest in the first half", max(largest[:half])),
    ]  # fmt: skip


async def _candidate_everywhere(made: Cell) -> tuple[list[bytes], int]:
    """A signed-in candidate's request for the progress page at every tenant, and the web process it goes to."""
    settings, product = made.settings, made.product
    if product.web is None:
        raise RuntimeError("the product has no web process")
    if not made.cookie:
        me = Browser(settings.origin("acme"))
        await sign_in(me, Inbox(product.stack.inbox_origin), "15100000312")
        made.cookie = next(cookie.value for cookie in me._client.cookies.jar if cookie.name == "me")
        await me.close()
        await populate(made)
    heads = [
        f"GET /progress HTTP/1.1\r\nHost: {slug}.localhost:{settings.port}\r\nCookie: me={made.cookie}\r\n\r\n".encode()
        for slug in made.slugs
    ]
    return heads, product.web.process.pid


def _drawn(chance: random.Random, heads: list[bytes], *, skew: float) -> Iterator[bytes]:
    """Requests without end; the n-th most frequent tenant comes 1/n^skew as often as the first."""
    weights = list(accumulate(1 / (rank**skew) for rank in range(1, len(heads) + 1)))
    while True:
        yield from chance.choices(heads, cum_weights=weights, k=1000)


def _largest_backend(postmaster: int) -> float:
    """Private memory of the largest backend of the web process's login role, in MiB."""
    sizes = [0]
    for process in psutil.Process(postmaster).children():
        try:
            if "huiyin_app" in " ".join(process.cmdline()):
                sizes.append(process.memory_full_info().uss)
        except psutil.NoSuchProcess:
            continue
    return max(sizes) / 2**20
