"""What one person is told of one thing leaves in its order; codes before everything, and nothing else by their door."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from huiyin.platform.clock import BEIJING
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.interviews import arrangement as arranging
from huiyin.tenants.hiring.interviews.arrangement import Plan
from huiyin.tenants.hiring.interviews.schedule import interview_for_change
from huiyin.tenants.hiring.interviews.types import InterviewRequest
from huiyin.tenants.messaging.channels.service import WantedAccount, save_account, try_robot
from huiyin.tenants.messaging.messages.dispatch import take_for_sending
from huiyin.tenants.messaging.messages.holds import Due
from huiyin.tenants.messaging.messages.hours import Hours
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.messaging.messages.service import send_code
from huiyin.up import Product
from sqlalchemy import func, select

from tests.support.claims import Queue
from tests.support.desk import Desk
from tests.support.hiring import Hiring
from tests.support.results import Time
from tests.support.tenants import Place

NIGHT = datetime(2035, 11, 20, 22, 15, tzinfo=BEIJING)
MORNING = datetime(2035, 11, 21, 8, 0, tzinfo=BEIJING)
STARTS = datetime(2035, 11, 26, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def no_worker(product: Product) -> Iterator[None]:
    """Nobody takes up what the tests of this file put in the queue."""
    assert product.worker is not None
    product.worker.stop()
    yield
    product.start_worker()


@pytest.fixture
async def queue(settings: Settings, place: Place) -> AsyncIterator[Queue]:
    async with Queue.at(settings) as made:
        yield made
        await made.owner.execute("delete from queue.pgqueuer where tenant = $1", place.tenant.schema)


async def mine(queue: Queue, place: Place, *names: str) -> list[Any]:
    """This tenant's jobs of these names, in the order in which they were asked for."""
    rows = [row for name in names for row in await queue.rows(name)]
    return sorted((row for row in rows if row["tenant"] == place.tenant.schema), key=lambda row: row["id"])


async def test_what_is_told_of_one_interview_has_one_turn_for_each_who_is_told(
    place: Place, queue: Queue, at: Time
) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await Hiring(session, place).candidate()
        panel = [
            await create_user(
                session, NewUser(f"{new_id().hex}@x.cn", "王磊"), roles=[GivenRole("interviewer")]
            )
            for _seat in range(2)
        ]
        plan = Plan("初试", STARTS, 60, "3 号楼", "", "", frozenset(one.id for one in panel))
        arranged = await arranging.arrange(session, place.vault, found, plan, by=panel[0].id)
    async with place.database.tenant(place.tenant) as session:
        interview, application = await interview_for_change(session, arranged.id)
        later = Plan("初试", STARTS + timedelta(days=2), 60, "3 号楼", "", "", plan.panel)
        request = InterviewRequest("user:a", interview.sequence)
        await arranging.change(session, place.vault, interview, application, later, request=request)
    jobs = await mine(queue, place, "interview.mail", "message.send")
    turns = Counter(row["turn"].removeprefix(f"{place.tenant.schema}:") for row in jobs)
    assert turns == {
        **{f"interview.{arranged.id.hex}.{one.id.hex}": 2 for one in panel},
        **{f"interview.{arranged.id}:{channel}": 2 for channel in ("sms", "email")},
    }


async def test_what_waits_for_the_morning_goes_before_what_may_not_wait(
    place: Place, queue: Queue, at: Time
) -> None:
    """The interview of ten o'clock is moved to half past eight, at night: who is told that at once is told both."""
    desk, at.now = Desk(place), NIGHT
    await desk.wish(Hours(BEIJING, time(22), time(8)))
    found = await desk.candidate()
    other = await desk.tell(found, "another", event="interview_invite")
    first = (await desk.tell(found, "moved", event="interview_invite", turn="t"))[len(other) :]
    assert {one.send_at for one in first} == {MORNING.astimezone(UTC)}
    told = await desk.tell(found, "soon", event="interview_moved", before=MORNING, turn="t")
    second = told[len(other) + len(first) :]
    assert [one.send_at for one in told] == [MORNING.astimezone(UTC)] * 2 + [
        None
    ] * 4  # the other one still waits
    now = await queue.owner.fetchval("select now()")
    jobs = [row for row in await mine(queue, place, "message.send") if row["execute_after"] <= now]
    for channel in ("sms", "email"):
        turn = f"{place.tenant.schema}:t:{channel}"
        in_order = [row["payload"].decode() for row in jobs if row["turn"] == turn]
        wanted = [one.id for one in (*first, *second) if one.channel == channel]
        assert len(in_order) == 2
        assert all(str(id_) in payload for id_, payload in zip(wanted, in_order, strict=True))
    assert await desk.take(*told) == [one.id for one in (*first, *second)]
    assert await _noted(place, found, "message.hurried") == 2


async def _noted(place: Place, found: Application, kind: str) -> int | None:
    async with place.database.tenant(place.tenant) as session:
        events = select(func.count()).where(AuditEvent.kind == kind, AuditEvent.application_id == found.id)
        return await session.scalar(events)


async def test_the_door_for_codes_sends_nothing_else(place: Place, queue: Queue) -> None:
    """By hand a tenant's role can name the urgent job for any message of its own: that one does nothing with it."""
    desk = Desk(place)
    found = await desk.candidate()
    told = await desk.tell(found)
    async with place.database.tenant(place.tenant) as session:
        again = await Hiring(session, place).again(found)
        await send_code(session, place.vault, again.person, code="123456", use="登录")
    (job,) = await mine(queue, place, "message.code")
    async with place.database.tenant(place.tenant) as session:
        code = await session.scalar(select(Message.id).where(Message.event == "code"))
        assert code is not None and str(code) in job["payload"].decode()
        due = [Due(one.id) for one in told] + [Due(code)]
        *others, taken = await take_for_sending(session, place.vault, due, only_codes=True)
    assert others == [None] * len(told) and taken is not None and taken.message_id == code
    assert {(one.state, one.attempts) for one in await desk.messages(found)} == {("queued", 0)}


async def test_who_tries_an_account_again_while_the_first_try_runs_is_heard(
    place: Place, queue: Queue
) -> None:
    robot = WantedAccount("dingtalk", "群", {}, {"webhook": "https://oapi.dingtalk.com/x"})
    async with place.database.tenant(place.tenant) as session:
        account = await save_account(session, place.vault, None, robot, actor="user:test")

    async def click() -> int:
        async with place.database.tenant(place.tenant) as session:
            await try_robot(session, await session.merge(account), actor="user:test")
        return len(await mine(queue, place, "robot.tell"))

    assert [await click(), await click()] == [1, 1]
    await queue.owner.execute(
        "update queue.pgqueuer set status = 'picked' where entrypoint = 'robot.tell' and tenant = $1",
        place.tenant.schema,
    )
    assert [await click(), await click()] == [2, 2]
