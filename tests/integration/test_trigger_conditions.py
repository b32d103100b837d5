"""What a trigger asks of an application: each fact, again when a delay is over, and of the past."""

from datetime import timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.tenants.automation.triggers.conditions import FACTS, Condition
from huiyin.tenants.automation.triggers.execution import fire
from huiyin.tenants.automation.triggers.facts import facts_of
from huiyin.tenants.automation.triggers.models import TriggerRun
from huiyin.tenants.automation.triggers.queries import dry_run
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.interviews.models import InterviewAssignment, Scorecard
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.people.departments.service import add
from sqlalchemy import select

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place
from tests.support.triggers import candidate, happens, runs, stands, told, trigger, wanted

pytestmark = pytest.mark.usefixtures("product")  # the worker fires


async def test_every_fact_is_read_from_the_application(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        hiring = Hiring(session, place)
        above = await add(session, name="研发中心", parent=None, actor=ME)
        below = await add(session, name="后端组", parent=above, actor=ME)
        aside = await add(session, name="销售部", parent=None, actor=ME)
        mine, other = (
            await hiring.candidate("何足道", source="内推", post="甲"), await hiring.candidate("张君宝", post="乙")
        )  # fmt: skip
        (await session.get_one(Vacancy, mine.vacancy_id)).department_id = below.id
        await hiring.card(mine)
        await hiring.confirm(mine)
        mine.created_at -= timedelta(days=10)
        (await session.scalars(select(Scorecard))).one().held_at = clock.now() - timedelta(days=5)
        who = await hiring.user("interviewer")
        for round_name, days in (("初试", 3), ("复试", -2)):  # the second is yet to come
            seat = {
                "application_id": mine.id,
                "round": round_name,
                "created_at": clock.now(),
                "user_id": who.id,
            }
            session.add(InterviewAssignment(id=new_id(), held_at=clock.now() - timedelta(days=days), **seat))
        stage = mine.stage
        await session.flush()
        about = await facts_of(session, [mine.id, other.id])
    facts, now = about[mine.id], clock.now()
    for fact, fitting, unfitting in (
        ("post", [str(mine.vacancy_id)], [str(other.vacancy_id)]),
        ("department", [str(above.id), str(below.id)], [str(aside.id)]),
        ("source", ["内推"], ["官网"]),
        ("stage", [stage], ["sign"]),
        ("outcome", ["pass"], ["fail", "review"]),
        ("applied", ["0", "10"], ["11", "365"]),
        ("interviewed", ["0", "3"], ["4", "365"]),
    ):
        first, second = FACTS[fact].operators
        for value in fitting:
            assert Condition(fact, first, value).holds(facts, now), (fact, value)
            assert not Condition(fact, second, value).holds(facts, now), (fact, value)
        for value in unfitting:
            assert not Condition(fact, first, value).holds(facts, now), (fact, value)
            assert Condition(fact, second, value).holds(facts, now), (fact, value)
    never = about[other.id]  # had no interview: neither long ago nor lately
    assert not any(Condition("interviewed", each, "3").holds(never, now) for each in ("at_least", "below"))


@pytest.mark.parametrize("still", [True, False])
async def test_and_again_when_the_delay_is_over(place: Place, still: bool) -> None:
    condition = Condition("source", "is", "内推")
    made = await trigger(place, wanted("candidate", condition, delay=2880, only_if_still=still))
    same, moved, changed = [await candidate(place, name) for name in ("陆无双", "公孙绿萼", "完颜萍")]
    await happens(place, same, moved, changed)
    await stands(place, {"waiting": 3})
    async with place.database.tenant(place.tenant) as session:
        (await session.get_one(Application, moved.id)).stage = "archived"
        (await session.get_one(Application, changed.id)).source = "官网"
        seqs = (await session.scalars(select(TriggerRun.seq))).all()
    for seq in seqs:  # a repeat before the time does nothing
        async with place.database.tenant(place.tenant) as session:
            await fire(session, place.vault, made.id, seq)
    assert await runs(place) == {"waiting": 3}
    with clock.use(clock.now() + timedelta(days=3)):
        for seq in seqs:
            async with place.database.tenant(place.tenant) as session:
                await fire(session, place.vault, made.id, seq)
    async with place.database.tenant(place.tenant) as session:
        states = dict((await session.execute(select(TriggerRun.application_id, TriggerRun.state))).all())
    assert states == {same.id: "sent", moved.id: "dropped" if still else "sent", changed.id: "dropped"}


async def test_the_past_is_tried_without_sending(place: Place) -> None:
    first, second = await candidate(place, "李莫愁", source="内推"), await candidate(place, "洪凌波")
    await happens(place, first, first, second)
    with clock.use(clock.now() - timedelta(days=40)):
        await happens(place, second)
    async with place.database.tenant(place.tenant) as session:
        found = await dry_run(session, wanted(), ())
        assert (found.events, found.times) == (3, 3)
        assert {one.name for one in found.about} == {"李莫愁", "洪凌波"}
        found = await dry_run(session, wanted("manager", Condition("post", "is", str(first.vacancy_id))), ())
        assert (found.times, found.nobody, found.receivers) == (3, 2, [])
        found = await dry_run(session, wanted("candidate", Condition("applied", "at_least", "1")), ())
        assert found.times == 0
    assert not await runs(place) and not await told(place)
