"""board: the page with 10,000 open applications, beside the bare SQL of the same page through asyncpg."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import asyncpg
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.platform.tenant import Tenant
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.hiring.pipeline.board import FIRST

from tests.support.crowd import fill
from tests.support.tenants import fresh_tenant

from . import serving
from .harness import Bench, Figure

_LOGIN = "hr@example.com"
_TOTALS = "select stage, stage_id, count(*) from applications group by stage, stage_id"
_CARDS = """
    select stages.id, first.id, persons.name, vacancies.title, vacancies.department, decisions.outcome,
           decisions.confirmed_outcome, first.promised_at
    from stages
    cross join lateral (
        select * from applications where applications.stage = stages.type
        order by promised_at, id desc limit $1
    ) as first
    join persons on persons.id = first.person_id
    join vacancies on vacancies.id = first.vacancy_id
    left join decisions on decisions.application_id = first.id and decisions.current
    where stages.type not in ('hired', 'archived')
    order by stages.id, first.promised_at, first.id desc
"""


def board(bench: Bench) -> list[Figure]:
    """Milliseconds until the whole page is here, of 200 requests in turn: the middle one, and the 95th of a hundred."""
    with bench.product() as product:
        settings = product.stack.settings()
        return asyncio.run(_measure(settings, bench.of(10_000, 6 * FIRST), bench.of(200, 3)))


async def _measure(settings: Settings, applications: int, times: int) -> list[Figure]:
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            roles = [GivenRole("hr")]
            await create_user(session, NewUser(_LOGIN, "周敏", PASSWORD), roles=roles)
            await fill(session, applications)
        return await _figures(settings, place.tenant, times)


async def _figures(settings: Settings, tenant: Tenant, times: int) -> list[Figure]:
    owner = await asyncpg.connect(serving.plain(settings.database_owner_url))
    await owner.execute(f"set search_path = {tenant.schema}")
    await owner.execute("analyze applications, persons, vacancies, decisions, stages")
    hr = Browser(settings.origin(tenant.slug))
    try:
        await people.log_in(hr, _LOGIN, PASSWORD)
        page = await hr.get("/hr/board")
        if page.response.text.count("data-card=") != 6 * FIRST:
            raise RuntimeError("the board is not as it should be")

        async def bare() -> None:
            await owner.fetch(_TOTALS)
            await owner.fetch(_CARDS, FIRST)

        figures = []
        theirs = await _spent(bare, times)
        for name, path in (("board", "/hr/board"), ("board_filtered", "/hr/board?source=内推&q=候选1")):
            ours = await _spent(lambda path=path: hr.get(path), times)  # type: ignore[misc]
            for rank, at in (("", 50), ("_p95", 95)):
                what = "bare SQL of the unfiltered page, asyncpg"
                figures.append(Figure(f"{name}{rank}", _rank(ours, at), "ms", what, _rank(theirs, at)))
    finally:
        await hr.close()
        await owner.close()
    return figures


async def _spent(work: Callable[[], Awaitable[object]], times: int) -> list[float]:
    for _warm in range(min(10, times)):
        await work()
    spent = []
    for _run in range(times):
        began = time.perf_counter()
        await work()
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def _rank(spent: list[float], percent: int) -> float:
    return statistics.quantiles(spent, n=100)[percent - 1]
