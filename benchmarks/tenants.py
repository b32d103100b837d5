"""tenant_create, tenant_scale, tenant_memory: what a thousand tenants cost."""

import asyncio
import os
import random
import statistics
from collections.abc import Iterator
from itertools import accumulate, cycle

import psutil
from huiyin.platform.db.database import MOST_TENANTS

from . import serving
from .candidate import candidate
from .cell import Cell
from .harness import Bench, Figure
from .load import requests_a_second
from .serving import Contestant, Race


def tenant_create(bench: Bench) -> list[Figure]:
    """A tenant with role, rights, key, first rows and its line in the directory; the reference finds no spare."""
    made = bench.cell()
    slowest = max(made.created_ms)
    last = statistics.median(made.created_ms[-100:])
    print(
        f"  {len(made.slugs)} tenants made one after the other: {made.created_cpu_ms:.0f} ms of CPU each, making ahead apart;"
        f" quickest {min(made.created_ms):.0f} ms, slowest {slowest:.0f} ms, last 100 {last:.0f} ms"
    )
    ours, cold = statistics.median(made.created_ms), statistics.median(made.cold_ms)
    return [Figure("tenant_create", ours, "ms", "its tables made at that moment", cold)]


def tenant_scale(bench: Bench) -> list[Figure]:
    """The progress page over a thousand tenants, skewed as real traffic is and uniformly random, beside one tenant."""
    race = Race(turns=bench.of(3, 1), seconds=bench.of(6.0, 0.2), warm_seconds=bench.of(1.0, 0.1))
    return asyncio.run(_scale(bench.cell(), race, bench.of(30.0, 0.1)))


async def _scale(made: Cell, race: Race, warm_seconds: float) -> list[Figure]:
    heads, pid = await _candidate_everywhere(made), serving.web_pid(made.product)
    chance = random.Random(5)  # noqa: S311 – the same traffic every time
    chance.shuffle(heads)
    port = made.settings.port
    contestants = [
        Contestant("one", port, pid, _drawn(chance, heads[:1], skew=0)),
        Contestant("skewed", port, pid, _drawn(chance, heads, skew=1)),
        Contestant("uniform", port, pid, _drawn(chance, heads, skew=0)),
    ]
    database = serving.postmaster(made.product.stack.postgres)
    # Every backend of a lane meets its tenants before the clock runs: that is paid once in a connection's life.
    await requests_a_second(port, cycle(heads), seconds=warm_seconds)
    served = await race.run(contestants, database)
    one = served["one"]
    spent = {name: run.web_ms + run.database_ms for name, run in served.items()}
    return [
        Figure("tenant_scale", served["skewed"].rate, "req/s", "one tenant (skewed: Zipf, s = 1)", one.rate),
        Figure("tenant_scale_random", served["uniform"].rate, "req/s", "one tenant (uniformly random)", one.rate),
        Figure("tenant_scale_cpu", spent["skewed"], "ms", "one tenant (skewed), CPU a request", spent["one"]),
    ]  # fmt: skip


def tenant_memory(bench: Bench) -> list[Figure]:
    """Uniformly random tenants for `HUIYIN_BENCH_MINUTES` (3, unless said): how large a backend becomes, and stays."""
    minutes = bench.of(int(os.environ.get("HUIYIN_BENCH_MINUTES", "3")), 1)
    return asyncio.run(_memory(bench.cell(), minutes, bench.of(10.0, 0.05)))


async def _memory(made: Cell, minutes: int, sample_seconds: float) -> list[Figure]:
    heads = await _candidate_everywhere(made)
    database = serving.postmaster(made.product.stack.postgres)
    traffic = _drawn(random.Random(5), heads, skew=0)  # noqa: S311 – the same traffic every time
    largest: list[float] = []
    asked = 0
    for minute in range(1, minutes + 1):
        for _sample in range(6):
            asked += (await requests_a_second(made.settings.port, traffic, seconds=sample_seconds))[1]
            largest.append(_largest_backend(database))
        print(f"  minute {minute}: {asked} requests, largest backend {max(largest[-6:]):.1f} MiB", flush=True)
    half = len(largest) // 2
    return [
        Figure("tenant_memory", max(largest), "MiB", "1 MiB for each tenant it may meet", 1.0 * MOST_TENANTS),
        Figure("tenant_memory_late", max(largest[half:]), "MiB", "largest in the first half", max(largest[:half])),
    ]  # fmt: skip


async def _candidate_everywhere(made: Cell) -> list[bytes]:
    """A signed-in candidate's request for the progress page at every tenant."""
    if not made.cookie:
        async with candidate(made.product) as me:
            await made.populate(me.place.tenant.schema)
        made.cookie = me.cookie
    return [
        f"GET /progress HTTP/1.1\r\nHost: {slug}.localhost:{made.settings.port}\r\nCookie: me={made.cookie}\r\n\r\n".encode()
        for slug in made.slugs
    ]


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
