"""rule_dry_run: a rule with five lines on 10,000 past applications, every explanation checked, beside less that is done."""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from uuid import UUID

import asyncpg
from huiyin.platform.db.database import Database
from huiyin.platform.settings import Settings
from huiyin.platform.tenant import Tenant
from huiyin.tenants.hiring.decisions.dry_run import dry_run, past_cases
from huiyin.tenants.hiring.decisions.rule import Card, Condition, Line, Mark, Rule, decide
from huiyin.tenants.hiring.decisions.versions import Place, rules_in_force
from huiyin.tenants.hiring.interviews.models import Scorecard
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import fresh_tenant

from . import serving
from .harness import Bench, Figure

D = Decimal
RULE = Rule(
    0,
    (
        Line("review", (Condition("missing_score"),)),
        Line("review", (Condition("disagreement", D(4)),)),
        Line("fail", (Condition("dimension_below", D(3), "专业技能"),)),
        Line(
            "pass",
            (Condition("average_at_least", D("6.5")), Condition("dimension_at_least", D(5), "沟通能力")),
        ),
        Line("fail"),
    ),
)
# Two cards each; points from 0 to 10, every fiftieth left blank.
_SEED = (
    "select setseed(0.5)",
    "insert into vacancies (id, title) values (uuidv7(), '试算')",
    """insert into persons (id, name, phone_digest, phone_encrypted, phone_hint, created_at)
    select uuidv7(), '候选人' || n, decode(lpad(to_hex(n), 64, '0'), 'hex'), '', '', now()
    from generate_series(1, cast(:count as int)) n""",
    """insert into applications (id, person_id, vacancy_id, stage, created_at)
    select uuidv7(), p.id, v.id, 'review', now() from persons p, vacancies v
    where v.title = '试算' and p.name like '候选人%'""",
    """insert into scorecards (id, application_id, round, interviewer, scores, submitted_at)
    select uuidv7(), a.id, '初试', who, (select jsonb_object_agg(
        name, case when random() < 0.02 then null else (floor(random() * 6) + floor(random() * 6))::text end)
        from unnest(array['沟通能力', '专业技能', '团队协作', '稳定性']) name where a.id is not null and who is not null),
    now() from applications a join vacancies v on v.id = a.vacancy_id and v.title = '试算',
    unnest(array['甲', '乙']) who""",
    """insert into decisions (id, application_id, rule_version, outcome, line_number, line_text, explanation, marked_at)
    select uuidv7(), a.id, (select max(version) from rule_versions), 'fail', 3, '', '', now()
    from applications a join vacancies v on v.id = a.vacancy_id and v.title = '试算'""",
)  # fmt: skip


async def seed(session: AsyncSession, applications: int) -> UUID:
    """So many past applications, the same every time; the vacancy they were for."""
    for statement in _SEED:
        await session.execute(text(statement), {"count": applications} if ":count" in statement else {})
    vacancy: UUID = await session.scalar(text("select id from vacancies where title = '试算'"))
    return vacancy


def rule_dry_run(bench: Bench) -> list[Figure]:
    """Milliseconds, the median of five runs in one process."""
    with bench.product() as product:
        settings = product.stack.settings()
        return asyncio.run(_in_tenant(settings, bench.of(10_000, 300), bench.of(5, 1), bench.of(500, 5)))


async def _in_tenant(settings: Settings, applications: int, runs: int, sample: int) -> list[Figure]:
    async with fresh_tenant(settings) as made:
        async with made.database.tenant(made.tenant) as session:
            place = Place(await seed(session, applications))
        await _count_queries(made.database, made.tenant, place)
        await _check(made.database, made.tenant, place, applications)
        one_by_one = await _one_by_one(made.database, made.tenant, place, sample) * applications / sample

        async def ours() -> None:
            async with made.database.tenant(made.tenant) as session:
                tried = await dry_run(session, RULE, place, await rules_in_force(session))
            if tried.read != applications:
                raise AssertionError(f"{tried.read} were read")

        figure = await _median_ms(ours, runs)
        bare = await _bare_ms(settings, made.tenant, applications, runs)
    each = f"one by one through the ORM, {sample} of them × {applications // sample}"
    return [
        Figure("rule_dry_run", figure, "ms", "bare SQL read, plain loop, says nothing", bare),
        Figure("rule_dry_run", figure, "ms", each, one_by_one),
    ]


async def _count_queries(database: Database, tenant: Tenant, place: Place) -> None:
    queries: list[str] = []
    async with database.tenant(tenant) as session:
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", lambda *call: queries.append(call[2]))
        await dry_run(session, RULE, place, await rules_in_force(session))
    if len(queries) > 3:  # the rules in force, the forms, everybody with their cards
        raise AssertionError(f"{len(queries)} queries")


async def _median_ms(work: Callable[[], Awaitable[None]], runs: int) -> float:
    spent = []
    for _run in range(runs):
        began = time.perf_counter()
        await work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


async def _check(database: Database, tenant: Tenant, place: Place, applications: int) -> None:
    """For every one: the line that is named applies, no earlier one does, and the sentence says its number."""
    async with database.tenant(tenant) as session:
        pasts = list(await past_cases(session, place, await rules_in_force(session)))
    lines = set()
    for past in pasts:
        mark = decide(RULE, past.cards)
        holds = plainly([card.scores for card in past.cards])
        wanted = holds.index(True) + 1
        if mark.line_no != wanted or RULE.lines[wanted - 1].outcome != mark.outcome:
            raise AssertionError(f"line {mark.line_no} is named, line {wanted} decides: {past}")
        said = str(mark.explanation)
        if not said.startswith(f"第 {wanted} 条：") or mark.line_text != RULE.lines[wanted - 1].words():
            raise AssertionError(said)
        lines.add(wanted)
    if len(pasts) != applications or lines != {1, 2, 3, 4, 5}:
        raise AssertionError(f"{len(pasts)} read, lines {lines}")


def plainly(cards: list[dict[str, Decimal | None]]) -> list[bool]:
    """Which of the five lines hold, written out once more without the rule's own code."""
    given = [[points for points in scores.values() if points is not None] for scores in cards]
    averages = [sum(points, D(0)) / len(points) for points in given if points]
    skill = [scores["专业技能"] for scores in cards]
    talk = [scores["沟通能力"] for scores in cards]
    return [
        any(points is None for scores in cards for points in scores.values()),
        max(averages) - min(averages) > 4,
        any(points is not None and points < 3 for points in skill),
        sum(averages, D(0)) / len(averages) >= D("6.5")
        and all(points is not None and points >= 5 for points in talk),
        True,
    ]


async def _bare_ms(settings: Settings, tenant: Tenant, applications: int, runs: int) -> float:
    driver = await asyncpg.connect(serving.plain(settings.database_owner_url))
    try:
        await driver.execute(f"set search_path = {tenant.schema}")
        return await _median_ms(lambda: _bare(driver, applications), runs)
    finally:
        await driver.close()


async def _bare(connection: asyncpg.Connection, applications: int) -> None:
    """The same rows by the driver alone, and only the outcome."""
    rows = await connection.fetch(
        """select a.id, p.name, v.title, d.outcome, array_agg(s.scores) from applications a
        join persons p on p.id = a.person_id join vacancies v on v.id = a.vacancy_id
        join decisions d on d.application_id = a.id and d.current join scorecards s on s.application_id = a.id
        where v.title = '试算' group by 1, 2, 3, 4 order by a.id desc"""
    )
    changed = []
    for id_, _name, _title, before, cards in rows:
        scores = [
            {name: None if given is None else D(given) for name, given in json.loads(card).items()}
            for card in cards
        ]
        outcome = RULE.lines[plainly(scores).index(True)].outcome
        if outcome != before:
            changed.append(id_)
    if len(rows) != applications or not changed:
        raise AssertionError(f"{len(rows)} rows")


async def _one_by_one(database: Database, tenant: Tenant, place: Place, sample: int) -> float:
    """What marking each through the session costs."""
    async with database.tenant(tenant) as session:
        found = await session.scalars(
            text("select id from applications where vacancy_id = :v limit :n"),
            {"v": place.vacancy_id, "n": sample},
        )
        ids = list(found)
        marks: list[Mark] = []
        began = time.perf_counter()
        for id_ in ids:
            cards = (await session.scalars(select(Scorecard).where(Scorecard.application_id == id_))).all()
            marks.append(decide(RULE, [Card(card.given()) for card in cards]))
        return (time.perf_counter() - began) * 1000
