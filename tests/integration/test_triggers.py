"""Messages that events set off: once each, under their conditions, at no price where there are none."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.access.models import User
from huiyin.tenants.access.people import GivenRole, create_user
from huiyin.tenants.audit.events import Event
from huiyin.tenants.audit.models import AuditEvent, AuditHead
from huiyin.tenants.audit.service import record, verify_chain
from huiyin.tenants.candidates.models import Application
from huiyin.tenants.departments.service import add
from huiyin.tenants.interviews.models import Interview, Scorecard
from huiyin.tenants.notices.models import Message
from huiyin.tenants.triggers.conditions import FACTS, Condition
from huiyin.tenants.triggers.events import TRIGGERING
from huiyin.tenants.triggers.facts import facts_of
from huiyin.tenants.triggers.firing import fire
from huiyin.tenants.triggers.models import Trigger, TriggerRun
from huiyin.tenants.triggers.queries import dry_run
from huiyin.tenants.triggers.service import remove, save_trigger, switch
from huiyin.tenants.triggers.wanted import Wanted
from huiyin.tenants.vacancies.models import Vacancy
from huiyin.tenants.wording.service import add_own, publish
from sqlalchemy import func, select

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place

MISSED = Event.EVENT_MISSED


def wanted(audience: str = "candidate", *conditions: Condition, **more: Any) -> Wanted:
    words = {"title": "请另约时间", "text": "{姓名}，{职位}的面试可以另约。"} | more
    return Wanted(event=words.pop("event", MISSED), audience=audience, conditions=conditions, **words)


async def trigger(place: Place, one: Wanted) -> Trigger:
    async with place.database.tenant(place.tenant) as session:
        return await save_trigger(session, None, one, enabled=True, actor=ME)


async def candidate(place: Place, name: str = "程英", **more: Any) -> Application:
    async with place.database.tenant(place.tenant) as session:
        return await Hiring(session, place).candidate(name, number=new_id().int % 1_000_000, **more)


async def happens(place: Place, *applications: Application, event: Event = MISSED) -> None:
    async with place.database.tenant(place.tenant) as session:
        for one in applications:
            record(session, event, application_id=one.id)


async def runs(place: Place) -> Counter[str]:
    async with place.database.tenant(place.tenant) as session:
        rows = await session.execute(select(TriggerRun.state, func.count()).group_by(TriggerRun.state))
        return Counter(dict(rows.all()))


async def stands(place: Place, wanted: dict[str, int]) -> None:
    async def look() -> bool | None:
        return True if await runs(place) == wanted else None

    await eventually(look, f"runs to be {wanted}")


async def told(place: Place) -> Counter[str]:
    """How many messages of triggers there are, by channel."""
    async with place.database.tenant(place.tenant) as session:
        rows = await session.execute(
            select(Message.channel, func.count())
            .where(Message.event == "triggered")
            .group_by(Message.channel)
        )
        return Counter(dict(rows.all()))


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


async def idle(place: Place, owner: asyncpg.Connection) -> None:
    """Nothing of this tenant's triggers is on its way."""

    async def look() -> bool | None:
        statement = (
            "select count(*) from queue.pgqueuer where entrypoint like 'trigger.%' and execute_after < now() +"
            " interval '1 minute' and convert_from(payload, 'UTF8')::jsonb->>'tenant' = $1"
        )
        return True if await owner.fetchval(statement, place.tenant.schema) == 0 else None

    await eventually(look, "every trigger to be done")


async def test_the_candidate_is_told_in_the_tenants_own_words(place: Place, inbox: Inbox) -> None:
    await trigger(place, wanted())
    one = await candidate(place, "郭襄")
    await happens(place, one)
    await stands(place, {"sent": 1})

    async def look() -> list[dict[str, Any]] | None:
        found = [m for m in await inbox.messages() if "郭襄" in m["text"]]
        return found if {m["channel"] for m in found} == {"email", "sms"} else None

    found = {m["channel"]: m for m in await eventually(look, "both messages", 20)}
    assert (
        found["email"]["subject"] == "请另约时间" and "郭襄，工程师的面试可以另约。" in found["email"]["text"]
    )
    assert "另约" not in found["sms"]["text"]  # a text message says only that there is news
    async with place.database.tenant(place.tenant) as session:
        kinds = (
            await session.scalars(select(AuditEvent.kind).where(AuditEvent.application_id == one.id))
        ).all()
    assert kinds.count(Event.TRIGGER_FIRED) == 1

    async def whole() -> bool | None:  # while receipts come in, head and events are read at two moments
        async with place.database.tenant(place.tenant) as session:
            return (await verify_chain(session)).valid or None

    await eventually(whole, "a whole chain")


async def test_however_often_it_is_fired_one_message_goes(place: Place) -> None:
    made = await trigger(place, wanted())
    one = await candidate(place)
    await happens(place, one)
    await stands(place, {"sent": 1})
    async with place.database.tenant(place.tenant) as session:
        seq = await session.scalar(select(TriggerRun.seq))

    async def again() -> None:
        async with place.database.tenant(place.tenant) as session:
            await fire(session, place.vault, made.id, seq or 0)

    await asyncio.gather(*(again() for _i in range(4)))
    assert await told(place) == {"email": 1, "sms": 1}


async def test_who_dies_before_the_commit_has_done_nothing(place: Place, owner: asyncpg.Connection) -> None:
    made = await trigger(place, wanted(delay=60))
    await happens(place, await candidate(place))
    await stands(place, {"waiting": 1})
    async with place.database.tenant(place.tenant) as session:
        seq = await session.scalar(select(TriggerRun.seq))
    for _death in range(3):
        with pytest.raises(ZeroDivisionError), clock.use(clock.now() + timedelta(hours=2)):
            async with place.database.tenant(place.tenant) as session:
                await fire(session, place.vault, made.id, seq or 0)
                raise ZeroDivisionError
    assert await runs(place) == {"waiting": 1} and not await told(place)
    for _again in range(2):
        with clock.use(clock.now() + timedelta(hours=2)):
            async with place.database.tenant(place.tenant) as session:
                await fire(session, place.vault, made.id, seq or 0)
    assert await runs(place) == {"sent": 1} and await told(place) == {"email": 1, "sms": 1}


async def test_what_does_not_happen_sets_nothing_off(place: Place) -> None:
    await trigger(place, wanted())
    one = await candidate(place)
    with pytest.raises(ZeroDivisionError):
        async with place.database.tenant(place.tenant) as session:
            record(session, MISSED, application_id=one.id)
            await session.flush()
            raise ZeroDivisionError
    await happens(place, one, event=Event.EVENT_HELD)  # another event
    async with place.database.tenant(place.tenant) as session:
        record(session, MISSED)  # of no application
    assert not await runs(place)


async def test_where_nobody_waits_an_event_costs_nothing_more(place: Place) -> None:
    """Two statements append to the chain, and none names a trigger; where one waits, a third sets it off."""
    one = await candidate(place)

    async def statements() -> list[str]:
        said: list[str] = []
        async with place.database.tenant(place.tenant) as session:
            driver = (await (await session.connection()).get_raw_connection()).driver_connection
            assert driver is not None
            note = lambda query: said.append(query.query)  # noqa: E731
            for _i in range(20):
                record(session, MISSED, application_id=one.id)
            driver.add_query_logger(note)
        driver.remove_query_logger(note)
        return [query for query in said if query.upper() not in ("COMMIT;", "COMMIT")]

    without = await statements()
    assert len(without) == 2 and not any("trigger" in query for query in without)
    other = await trigger(place, wanted(event=Event.CONTRACT_SENT))
    assert await statements() == without  # another event is waited for
    made = await trigger(place, wanted())
    with_one = await statements()
    assert with_one[:2] == without and len(with_one) == 3
    assert (await runs(place)).total() == 20
    for each in (other, made):
        async with place.database.tenant(place.tenant) as session:
            await switch(session, await session.get_one(Trigger, each.id), enabled=False, actor=ME)
    assert await statements() == without


async def test_two_who_save_at_once_are_both_waited_for(place: Place) -> None:
    events = sorted(TRIGGERING)[:6]
    await asyncio.gather(*(trigger(place, wanted(event=event)) for event in events))
    async with place.database.tenant(place.tenant) as session:
        head = (await session.scalars(select(AuditHead))).one()
        assert head.awaited == events
        for row in await session.scalars(select(Trigger)):
            await remove(session, row, actor=ME)
    async with place.database.tenant(place.tenant) as session:
        assert (await session.scalars(select(AuditHead))).one().awaited == []


async def test_conditions_are_asked_when_it_happens(place: Place, owner: asyncpg.Connection) -> None:
    matching, other = await candidate(place, source="内推"), await candidate(place, source="官网")
    await trigger(place, wanted("candidate", Condition("source", "is", "内推")))
    await happens(place, matching, other)
    await idle(place, owner)
    assert await runs(place) == {"sent": 1}
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(TriggerRun.application_id)) == matching.id


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
            session.add(Interview(id=new_id(), held_at=clock.now() - timedelta(days=days), **seat))
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


async def test_switched_off_nothing_goes_and_nothing_waits(place: Place, owner: asyncpg.Connection) -> None:
    made = await trigger(place, wanted(delay=60))
    await happens(place, one := await candidate(place))
    await stands(place, {"waiting": 1})
    async with place.database.tenant(place.tenant) as session:
        await switch(session, await session.get_one(Trigger, made.id), enabled=False, actor=ME)
    await happens(place, one)
    await idle(place, owner)
    async with place.database.tenant(place.tenant) as session:
        seq = await session.scalar(select(TriggerRun.seq))
        with clock.use(clock.now() + timedelta(hours=2)):
            await fire(session, place.vault, made.id, seq or 0)
    assert await runs(place) == {"dropped": 1} and not await told(place)


async def test_a_crowd_is_told_once_each(place: Place, owner: asyncpg.Connection) -> None:
    await trigger(place, wanted())
    crowd = [await candidate(place) for _i in range(60)]
    await happens(place, *crowd)
    await stands(place, {"sent": 60})
    await idle(place, owner)
    assert await told(place) == {"email": 60, "sms": 60}


async def test_no_message_can_set_off_another(place: Place) -> None:
    assert not [event for event in TRIGGERING if event.startswith(("message.", "trigger."))]
    for event in TRIGGERING:
        await trigger(place, wanted(event=event))
    one = await candidate(place)  # application.created is among them
    await stands(place, {"sent": 1})
    async with place.database.tenant(place.tenant) as session:
        statement = select(AuditEvent.kind).where(AuditEvent.application_id == one.id)
        kinds = set((await session.scalars(statement)).all())
    assert kinds - {Event.APPLICATION_CREATED, Event.TRIGGER_FIRED} <= {
        event for event in Event if event.startswith("message.")
    }
    for event in ("message.delivered", "trigger.fired"):
        with pytest.raises(ValueError, match="problems"):
            await trigger(place, wanted(event=event))
        with pytest.raises(Exception, match="ck_triggers_event"):
            async with place.database.tenant(place.tenant) as session:
                session.add(Trigger(id=new_id(), event=event, wanted=wanted().to_json()))


async def test_members_are_told_where_their_department_reaches(
    place: Place, inbox: Inbox, owner: asyncpg.Connection
) -> None:
    async with place.database.tenant(place.tenant) as session:
        research = await add(session, name="研发部", parent=None, actor=ME)
        sales = await add(session, name="销售部", parent=None, actor=ME)
        logins = {}
        for name, role, department in (
            ("everywhere", "hr", None),
            ("here", "hr", research.id),
            ("elsewhere", "hr", sales.id),
            ("manager", "hiring_manager", None),
            ("interviewer", "interviewer", None),
            ("gone", "hr", None),
        ):
            login = f"{name}-{place.tenant.slug}@example.com"
            user = await create_user(session, login=login, name=name, roles=[GivenRole(role, department)])
            user.active = name != "gone"
            logins[name] = user
        one = await Hiring(session, place).candidate("林朝英", number=new_id().int % 1_000_000)
        vacancy = await session.get_one(Vacancy, one.vacancy_id)
        vacancy.department_id, vacancy.hiring_manager_id = research.id, logins["manager"].id
        seat = {"application_id": one.id, "round": "初试", "created_at": clock.now()}
        session.add(Interview(id=new_id(), user_id=logins["interviewer"].id, **seat))
    for audience, title in (("role:hr", "给HR"), ("manager", "给经理"), ("panel", "给面试官")):
        await trigger(place, wanted(audience, title=title, text="{姓名}没有来"))
    await happens(place, one)
    await stands(place, {"sent": 3})
    await idle(place, owner)
    mails = [m for m in await inbox.messages() if place.tenant.slug in m["to"]]
    assert Counter((m["to"].split("-")[0], m["subject"]) for m in mails) == {
        ("everywhere", "给HR"): 1, ("here", "给HR"): 1, ("manager", "给经理"): 1, ("interviewer", "给面试官"): 1,
    }  # fmt: skip
    assert all("林朝英没有来" in m["text"] for m in mails)
    async with place.database.tenant(place.tenant) as session:
        rows = await session.scalars(select(TriggerRun.told).order_by(TriggerRun.told))
        assert rows.all() == [1, 1, 2]
        assert await session.scalar(select(func.count(User.id))) == 6


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


async def test_the_candidate_gets_a_message_of_the_tenants_own(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        key = await add_own(session, "请尽快签署", actor=ME)
    await trigger(place, wanted(title="", text="", message=key))
    await happens(place, first := await candidate(place))
    await stands(place, {"dropped": 1})  # it has no words in use
    letter = {
        "subject": "{公司}",
        "greeting": "{姓名}：",
        "body": "「{职位}」的合同还在等您。",
        "action": "签署",
    }
    async with place.database.tenant(place.tenant) as session:
        await publish(session, key, "email", letter, by="周敏", actor=ME)
    await happens(place, first)
    await stands(place, {"dropped": 1, "sent": 1})
    async with place.database.tenant(place.tenant) as session:
        rows = (await session.execute(select(Message.event, Message.channel, Message.subject))).all()
    assert [tuple(row) for row in rows] == [(key, "email", "请尽快签署")]
