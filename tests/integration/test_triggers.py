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
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent, AuditHead
from huiyin.tenants.audit.service import record, verify_chain
from huiyin.tenants.automation.triggers.conditions import Condition
from huiyin.tenants.automation.triggers.events import triggering
from huiyin.tenants.automation.triggers.execution import fire
from huiyin.tenants.automation.triggers.feature import TriggerEvent
from huiyin.tenants.automation.triggers.models import Trigger, TriggerRun
from huiyin.tenants.automation.triggers.service import remove, switch
from huiyin.tenants.contracts.labour_contracts.feature import ContractEvent
from huiyin.tenants.features import events
from huiyin.tenants.hiring.candidates.feature import CandidateEvent
from huiyin.tenants.hiring.interviews.feature import InterviewEvent
from huiyin.tenants.hiring.interviews.models import InterviewAssignment
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.messaging.message_templates.service import Edit, add_own, publish
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.departments.service import add
from sqlalchemy import func, select

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place
from tests.support.triggers import MISSED, candidate, happens, runs, stands, told, trigger, wanted

pytestmark = pytest.mark.usefixtures("product")  # the worker fires


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
    assert kinds.count(TriggerEvent.FIRED) == 1

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
    await happens(place, one, event=InterviewEvent.HELD)  # another event
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
    other = await trigger(place, wanted(event=ContractEvent.SENT))
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
    some = sorted(triggering())[:6]
    await asyncio.gather(*(trigger(place, wanted(event=event)) for event in some))
    async with place.database.tenant(place.tenant) as session:
        head = (await session.scalars(select(AuditHead))).one()
        assert head.awaited == some
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
    assert not [event for event in triggering() if event.startswith(("message.", "trigger."))]
    for event in triggering():
        await trigger(place, wanted(event=event))
    one = await candidate(place)  # application.created is among them
    await stands(place, {"sent": 1})
    async with place.database.tenant(place.tenant) as session:
        statement = select(AuditEvent.kind).where(AuditEvent.application_id == one.id)
        kinds = set((await session.scalars(statement)).all())
    assert kinds - {CandidateEvent.APPLIED, TriggerEvent.FIRED} <= {
        event for event in events() if event.startswith("message.")
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
            user = await create_user(session, NewUser(login, name), roles=[GivenRole(role, department)])
            user.active = name != "gone"
            logins[name] = user
        one = await Hiring(session, place).candidate("林朝英", number=new_id().int % 1_000_000)
        vacancy = await session.get_one(Vacancy, one.vacancy_id)
        vacancy.department_id, vacancy.hiring_manager_id = research.id, logins["manager"].id
        seat = {"application_id": one.id, "round": "初试", "created_at": clock.now()}
        session.add(InterviewAssignment(id=new_id(), user_id=logins["interviewer"].id, **seat))
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


async def test_the_candidate_gets_a_message_of_the_tenants_own(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        key = await add_own(session, "请尽快签署", actor=ME)
    await trigger(place, wanted(title="", text="", message=key))
    await happens(place, first := await candidate(place))
    await stands(place, {"dropped": 1})  # it has no words in use
    email = {
        "subject": "{公司}",
        "greeting": "{姓名}：",
        "body": "「{职位}」的合同还在等您。",
        "action": "签署",
    }
    async with place.database.tenant(place.tenant) as session:
        await publish(session, key, "email", Edit(email), by=Author(ME, "周敏"))
    await happens(place, first)
    await stands(place, {"dropped": 1, "sent": 1})
    async with place.database.tenant(place.tenant) as session:
        rows = (await session.execute(select(Message.event, Message.channel, Message.subject))).all()
    assert [tuple(row) for row in rows] == [(key, "email", "请尽快签署")]
