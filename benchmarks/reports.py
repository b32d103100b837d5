"""reports: every report on a tenant with 10,000 applications, as somebody sees it whose rights end at a department."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.db.narrowing import narrowed
from huiyin.platform.settings import Settings
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.hiring.candidate_list.queries import CandidateFilter, find
from huiyin.tenants.hiring.reports.catalogue import REPORTS
from huiyin.tenants.hiring.reports.filters import Wanted
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.people.departments.service import add
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import fresh_tenant

from . import serving
from .harness import Bench, Figure

_FILLED = ("applications", "stage_changes", "scorecards", "promises", "surveys", "messages")
# A year of applications, evenly over the vacancies: each passes its stages in days, is scored twice, promised, told,
# asked.
_PAST = (
    """insert into persons (id, name, phone_digest, phone_encrypted, phone_hint, created_at)
       select gen_random_uuid(), '候选人' || n, convert_to(n::text, 'UTF8'), '', '138****0000',
              now() - n * interval '52 minutes' from generate_series(1, cast(:count as int)) n""",
    """insert into applications (id, person_id, vacancy_id, stage, source, created_at)
       select gen_random_uuid(), p.id, v.id, (array['review','offer','archived','onboard'])[1 + n % 4],
              (array['内推','招聘网站','校园招聘','猎头',''])[1 + n % 5], p.created_at
       from (select id, created_at, row_number() over (order by created_at) n from persons) p
       join (select id, row_number() over (order by title) - 1 m, count(*) over () k from vacancies) v on p.n % v.k = v.m""",
    """insert into stage_changes (id, application_id, stage, at)
       select gen_random_uuid(), a.id, s.stage, a.created_at + s.day * interval '1 day'
       from applications a
       join (values ('new', 0, 0), ('interview', 1, 0), ('review', 3, 0), ('offer', 6, 1), ('archived', 6, 2),
                    ('sign', 8, 3), ('onboard', 12, 3)) s (stage, day, at_least)
         on s.at_least = 0 or (a.stage = 'archived') = (s.stage = 'archived')
            and (s.stage = 'offer' and a.stage <> 'review' or s.stage = a.stage or a.stage = 'onboard')""",
    """insert into scorecards (id, application_id, round, interviewer, scores, submitted_at)
       select gen_random_uuid(), a.id, '初试', '面试官' || (hashtext(a.id::text) & 31) || i,
              jsonb_build_object('专业能力', (4 + (hashtext(a.id::text) & 3) + i)::text, '沟通', '7', '潜力', null),
              a.created_at + interval '3 days'
       from applications a, generate_series(0, 1) i""",
    """insert into promises (id, application_id, made_at, made_by, due_at, warn_at, escalate_at, days, answered_at, broken_at)
       select gen_random_uuid(), id, created_at + interval '3 days', 'system', created_at + interval '6 days',
              created_at, created_at, 3, case when stage <> 'review' then created_at + interval '6 days' end,
              case when hashtext(id::text) & 7 = 0 then created_at + interval '6 days' end
       from applications""",
    """insert into surveys (id, application_id, score, note, answered_at)
       select gen_random_uuid(), id, 1 + (hashtext(id::text) & 3), '', created_at + interval '7 days'
       from applications where stage <> 'review' and hashtext(id::text) & 1 = 0""",
    """insert into messages (id, key, person_id, application_id, event, channel, recipient_hint, subject, params_encrypted,
                             link_code, state, queued_at, submitted_at, delivered_at, opened_at)
       select gen_random_uuid(), a.id || c, a.person_id, a.id, 'result_pass', c, '', '面试答复', '', a.id || c, 'opened',
              a.created_at, a.created_at + interval '1 second', a.created_at + interval '1 minute',
              a.created_at + interval '1 hour'
       from applications a, unnest(array['sms', 'email']) c where a.stage <> 'review'""",
)


def reports(bench: Bench) -> list[Figure]:
    """The slowest of the reports over a year, beside the first page of the candidate list of the same tenant."""
    with bench.product() as product:
        settings = product.stack.settings()
        return asyncio.run(_measure(settings, bench.of(10_000, 100), bench.of(7, 1)))


async def _measure(settings: Settings, applications: int, times: int) -> list[Figure]:
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            scope = await _fill(session, applications)
        owner = await asyncpg.connect(serving.plain(settings.database_owner_url))
        for table in _FILLED:
            await owner.execute(
                f"analyze {place.tenant.schema}.{table}"
            )  # as the database does a minute later
        await owner.close()
        async with place.database.tenant(place.tenant) as session:
            with narrowed(session, walls(scope)):
                return await _figures(session, times)


async def _fill(session: AsyncSession, applications: int) -> Scope:
    """Ten departments below one, twenty vacancies; the scope of somebody whose rights end at the one."""
    top = await add(session, name="集团", parent=None, actor="bench")
    for number in range(10):
        below = await add(session, name=f"部门{number}", parent=top, actor="bench")
        for post in range(2):
            await find_or_add(session, title=f"岗位{number}-{post}", department=below.name)
    await session.flush()
    for statement in _PAST:
        await session.execute(text(statement), {"count": applications} if ":count" in statement else {})
    return Scope(paths=frozenset({top.path}))


async def _figures(session: AsyncSession, times: int) -> list[Figure]:
    last = clock.today_in_china()
    year = Wanted(last - timedelta(days=364), last, BEIJING)
    spent = {}
    for report in REPORTS.values():
        spent[report.key] = await _median(lambda report=report: report.build(session, year), times)  # type: ignore[misc]
        print(f"  {report.key:<14}{spent[report.key]:>8.0f} ms", flush=True)
    listing = await _median(lambda: find(session, CandidateFilter()), times)
    slowest = max(spent.values())
    return [Figure("reports", slowest, "ms", "the candidate list's first page", listing)]


async def _median(work: Callable[[], Awaitable[object]], times: int) -> float:
    await work()
    spent = []
    for _run in range(times):
        began = time.perf_counter()
        await work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)
