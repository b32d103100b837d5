"""A rule for each place, and trying one on the past."""

from decimal import Decimal
from uuid import UUID

from huiyin.platform.ids import new_id
from huiyin.tenants.audit.author import Author
from huiyin.tenants.hiring.candidates.service import Details, apply_for
from huiyin.tenants.hiring.decisions.dry_run import dry_run
from huiyin.tenants.hiring.decisions.models import Decision
from huiyin.tenants.hiring.decisions.rule import Condition, Line, Rule
from huiyin.tenants.hiring.decisions.versions import Change, rule_for, rules_in_force, save_rule, versions_of
from huiyin.tenants.hiring.decisions.versions import Place as For
from huiyin.tenants.hiring.scorecards.service import Card, submit
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.people.persons.service import Contact, add_person
from sqlalchemy import event, select

from tests.support.tenants import Place

D = Decimal
ME = Author("user:a", "安娜")
STRICT = (Line("pass", (Condition("average_at_least", D(9)),)), Line("fail"))


async def vacancy(place: Place, title: str, kind: str) -> UUID:
    async with place.database.tenant(place.tenant) as session:
        return (await find_or_add(session, title=title, kind=kind)).id


async def scored(place: Place, vacancy_id: UUID, name: str, *points: int) -> None:
    async with place.database.tenant(place.tenant) as session:
        who = await add_person(session, place.vault, Contact(name, f"+8613{new_id().int % 10**9:09d}"))
        made = await apply_for(session, who, vacancy_id, Details(), actor="user:x")
        assert made is not None
        made.person = who
        for number, given in enumerate(points):
            await submit(
                session, made, Card("初试", f"面试官{number}", {"沟通能力": D(given)}), actor="user:i"
            )


async def test_the_narrowest_rule_is_in_force(place: Place) -> None:
    shop, lead = await vacancy(place, "店员", "门店"), await vacancy(place, "店长", "门店")
    office = await vacancy(place, "会计", "职能")
    async with place.database.tenant(place.tenant) as session:

        async def versions() -> list[int]:
            return [(await rule_for(session, one)).version for one in (shop, lead, office)]

        assert await versions() == [1, 1, 1]
        await save_rule(session, STRICT, ME, place=For(kind="门店"), change=Change(why="门店"))
        await save_rule(session, STRICT, ME, place=For(lead), change=Change(why="店长"))
        assert await versions() == [2, 3, 1]
        await save_rule(session, STRICT, ME, change=Change(why="全公司"))
        assert await versions() == [2, 3, 4]
        await save_rule(session, (), ME, place=For(lead), change=Change(why="不再单独"))
        assert await versions() == [2, 2, 4]
        await save_rule(session, STRICT, ME, place=For(lead), change=Change(why="改回", from_version=3))
        kept = await versions_of(session, For(lead))
        assert [(one.version, one.from_version, bool(one.lines)) for one in kept] == [
            (6, 3, True), (5, None, False), (3, None, True),
        ]  # fmt: skip


async def test_a_dry_run_reads_its_place_at_once_and_touches_nothing(place: Place) -> None:
    shop, lead = await vacancy(place, "店员", "门店"), await vacancy(place, "店长", "门店")
    for number in range(12):
        await scored(place, shop, f"店员{number}", 8, 8 if number % 3 else 10)
    await scored(place, lead, "店长甲", 8)
    async with place.database.tenant(place.tenant) as session:
        await save_rule(session, STRICT, ME, place=For(lead))
        book = await rules_in_force(session)
        before = [(one.id, one.outcome, one.line_number) for one in await session.scalars(select(Decision))]
        asked: list[str] = []
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        tried = await dry_run(session, Rule(0, STRICT), For(kind="门店"), book)
        assert len(asked) == 2, asked  # the forms, and everybody with their cards
        assert tried.read == 12  # the vacancy with a rule of its own is not in it
        assert dict(tried.pairs) == {("pass", "fail"): 8, ("pass", "pass"): 4}
        assert dict(tried.lines) == {1: 4, 2: 8}
        names = {change.past.name for change in tried.changes}
        assert names == {f"店员{number}" for number in range(12) if number % 3}
        said = {str(change.mark.explanation) for change in tried.changes}
        assert said == {"第 2 条：平均分 8.00，不满足以上各条（2 份评价），标记未通过"}
        everybody = await dry_run(session, Rule(0, STRICT), For(), book)
        assert everybody.read == 12
        after = [(one.id, one.outcome, one.line_number) for one in await session.scalars(select(Decision))]
        assert after == before
        seen = tried.digest(Rule(0, STRICT), For(kind="门店"), 0)
        assert seen == tried.digest(Rule(0, STRICT), For(kind="门店"), 0)
        assert seen != tried.digest(Rule(0, (Line("fail"),)), For(kind="门店"), 0)
        assert seen != tried.digest(Rule(0, STRICT), For(kind="门店"), 1)
