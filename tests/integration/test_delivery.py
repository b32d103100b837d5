"""Messages on their way: one channel after the other, not at night, not too many to one person; once, whoever repeats it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from huiyin.platform.clock import BEIJING
from huiyin.platform.errors import DomainError
from huiyin.platform.settings import Settings
from huiyin.tenants.messaging.messages.delivery import Mode, Way
from huiyin.tenants.messaging.messages.dispatch import Outcome, keep_outcomes
from huiyin.tenants.messaging.messages.errors import NotWaitingError
from huiyin.tenants.messaging.messages.hours import Hours
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.messaging.messages.occasion import Occasion
from huiyin.tenants.messaging.messages.receipts import Report, receive
from huiyin.tenants.messaging.messages.service import notify, send_code
from huiyin.up import Product
from sqlalchemy import event as statements
from sqlalchemy import select

from tests.support.desk import REFUSED, VALUES, Desk
from tests.support.hiring import Hiring
from tests.support.results import Time
from tests.support.tenants import Place, fresh_tenant

NIGHT = datetime(2035, 11, 20, 22, 15, tzinfo=BEIJING)
MORNING = datetime(2035, 11, 21, 8, 0, tzinfo=BEIJING)
QUIET = Hours(BEIJING, time(22), time(8))
IN_ORDER = Way("undelivered", "sms", 30)


@pytest.fixture(scope="module", autouse=True)
def no_worker(product: Product) -> Iterator[None]:
    """The tests of this file are the worker."""
    assert product.worker is not None
    product.worker.stop()
    yield
    product.start_worker()


@pytest.fixture(scope="module")
async def place(settings: Settings) -> AsyncIterator[Place]:
    """One tenant for all of them: each has candidates of its own."""
    async with fresh_tenant(settings) as made:
        yield made


@pytest.fixture
async def desk(place: Place, at: Time, settings: Settings) -> AsyncIterator[Desk]:
    made = Desk(place)
    yield made
    await made.clear(settings)


def shape(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(one.channel, one.state) for one in messages]


@pytest.mark.parametrize("first", ["sms", "email"])
async def test_the_other_channel_goes_once_when_the_first_failed(desk: Desk, first: str) -> None:
    await desk.wish(results=Way("undelivered", first, 30))
    found = await desk.candidate()
    await desk.tell(found)
    (one,) = await desk.tell(found)  # a second click
    assert one.channel == first
    assert await desk.take(one) == [one.id]
    await desk.keep(one, failure=True)
    await desk.keep(one, failure=True)  # the job again, after a worker died
    await desk.silent(one)  # and the timer, late
    one, other = await desk.messages(found)
    assert (one.state, other.state) == ("failed", "queued") and one.channel != other.channel
    assert (other.occasion, other.plan) == (one.occasion, {"because": "failed"})
    assert not await desk.to_call(found)  # the last channel has not failed
    assert await desk.take(other) == [other.id]  # its words open with the same key
    await desk.keep(other, failure=True)
    assert await desk.to_call(found)
    assert len(await desk.messages(found)) == 2


async def test_a_failed_receipt_calls_the_other_channel_and_repeats_call_none(desk: Desk) -> None:
    await desk.wish(results=IN_ORDER)
    found = await desk.candidate()
    (one,) = await desk.tell(found)
    await desk.submit(one)
    for _push in range(2):
        await desk.receipt(one, delivered=False, number="1")
    assert shape(await desk.messages(found)) == [("sms", "failed"), ("email", "queued")]
    await desk.receipt(one, delivered=True)  # late, and after all it arrived
    assert shape(await desk.messages(found)) == [("sms", "delivered"), ("email", "queued")]


async def test_no_receipt_calls_the_other_channel_and_a_late_one_causes_nothing(
    desk: Desk, at: Time, settings: Settings
) -> None:
    await desk.wish(results=IN_ORDER)
    found = await desk.candidate()
    (one,) = await desk.tell(found)
    await desk.submit(one)
    assert await desk.jobs(settings, "message.fallback") == [at.now + timedelta(minutes=30)]
    at.later(30)
    await asyncio.gather(desk.silent(one), desk.silent(one))  # two workers
    await desk.receipt(one, delivered=True)
    await desk.silent(one)
    one, other = await desk.messages(found)
    assert shape([one, other]) == [("sms", "delivered"), ("email", "queued")]
    assert other.plan == {"because": "undelivered"} and one.delivered_at is not None


@pytest.mark.parametrize(
    ("mode", "does", "follows"),
    [
        ("undelivered", "delivered", False),
        ("undelivered", "opened", False),
        ("unopened", "delivered", True),
        ("unopened", "opened", False),
        ("unopened", "nothing", True),
    ],
)
async def test_what_arrived_in_time_is_followed_by_nothing(
    desk: Desk, mode: Mode, does: str, *, follows: bool
) -> None:
    await desk.wish(results=Way(mode))
    found = await desk.candidate()
    (one,) = await desk.tell(found)
    await desk.submit(one)
    if does == "delivered":
        await desk.receipt(one, delivered=True)
    if does == "opened":
        await desk.open(one)
    await desk.silent(one)
    assert len(await desk.messages(found)) == 1 + follows


async def test_a_receipt_of_another_tenants_message_calls_no_other_channel(desk: Desk) -> None:
    await desk.wish(results=IN_ORDER)
    found = await desk.candidate()
    (one,) = await desk.tell(found)
    await desk.submit(one)
    async with desk.place.database.tenant(desk.place.tenant) as session:
        report = Report("9", found.id, delivered=False, code="MK:0005")  # names no message of this one
        assert await receive(session, "aliyun", [report]) == 0
    assert shape(await desk.messages(found)) == [("sms", "submitted")]


async def test_a_death_before_the_commit_leaves_neither_failure_nor_fallback(desk: Desk) -> None:
    await desk.wish(results=IN_ORDER)
    found = await desk.candidate()
    (one,) = await desk.tell(found)
    await desk.take(one)
    with pytest.raises(ZeroDivisionError):
        async with desk.place.database.tenant(desk.place.tenant) as session:
            await keep_outcomes(session, [Outcome(one.id, failure=REFUSED)])
            raise ZeroDivisionError
    assert shape(await desk.messages(found)) == [("sms", "queued")]
    assert await desk.take(one) == [one.id]  # taken up again, and this time kept
    await desk.keep(one, failure=True)
    assert shape(await desk.messages(found)) == [("sms", "failed"), ("email", "queued")]


@pytest.mark.any_clock
async def test_at_night_messages_wait_and_codes_do_not(desk: Desk, at: Time, settings: Settings) -> None:
    await desk.wish(QUIET)
    at.now = NIGHT
    found = await desk.candidate()
    told = await desk.tell(found)
    assert {(one.send_at, one.plan["waits"]) for one in told} == {(MORNING.astimezone(UTC), "quiet")}
    assert await desk.jobs(settings, "message.send") == [MORNING, MORNING]
    at.now = MORNING - timedelta(minutes=1)
    assert await desk.take(*told) == []  # come too early, a job hands nothing over
    at.now = MORNING
    assert await desk.take(*told) == [one.id for one in told]
    at.now = NIGHT
    async with desk.place.database.tenant(desk.place.tenant) as session:
        again = await Hiring(session, desk.place).again(found)
        await send_code(session, desk.place.vault, again.person, code="123456", use="登录")
    async with desk.place.database.tenant(desk.place.tenant) as session:
        code = await session.scalar(
            select(Message).where(Message.person_id == found.person_id, Message.event == "code")
        )
    assert code is not None and code.send_at is None
    assert await desk.take(code) == [code.id]


async def test_results_go_at_night_where_the_tenant_says_so(desk: Desk, at: Time) -> None:
    await desk.wish(QUIET, results=Way(at_night=True))
    at.now = NIGHT
    found = await desk.candidate()
    told = await desk.tell(found)
    assert await desk.take(*told) == [one.id for one in told]
    (*_told, other, another) = await desk.tell(found, event="promise_moved")
    assert other.send_at == another.send_at == MORNING.astimezone(UTC)


async def test_a_late_worker_wakes_nobody_and_its_death_doubles_nothing(
    desk: Desk, at: Time, settings: Settings
) -> None:
    await desk.wish(QUIET)
    at.now = NIGHT.replace(hour=21, minute=59)
    found = await desk.candidate()
    told = await desk.tell(found)
    assert [one.send_at for one in told] == [None, None]
    at.now = NIGHT
    for _death in range(2):  # killed after holding them back, and the same job again
        assert await desk.take(*told) == []
    held = await desk.messages(found)
    assert {one.send_at for one in held} == {MORNING.astimezone(UTC)}
    assert (await desk.jobs(settings, "message.send"))[2:] == [MORNING, MORNING]
    at.now = MORNING
    assert await desk.take(*told) == []  # the jobs of the evening, again: they are of the past
    assert await desk.take(*held, *held) == [one.id for one in held]  # a job twice in one crowd


@pytest.mark.any_clock
async def test_what_would_come_too_late_goes_at_night(desk: Desk, at: Time) -> None:
    await desk.wish(QUIET)
    at.now = NIGHT
    told = await desk.tell(await desk.candidate(), before=NIGHT + timedelta(minutes=30))
    assert [one.send_at for one in told] == [None, None]
    assert len(await desk.take(*told)) == 2


async def test_hr_lets_one_go_and_the_job_of_the_morning_finds_nothing_to_do(desk: Desk, at: Time) -> None:
    await desk.wish(QUIET)
    at.now = NIGHT
    found = await desk.candidate()
    one, other = held = await desk.tell(found)
    await desk.hurry(one)
    with pytest.raises(NotWaitingError):
        await desk.hurry(one)
    hurried, _other = await desk.messages(found)
    at.now = MORNING  # the worker was down all night, and gets both jobs at once
    assert sorted(await desk.take(*held, hurried)) == [one.id, other.id]
    await desk.keep(one)
    with pytest.raises(DomainError):
        await desk.hurry(one)


async def test_two_workers_send_one_person_no_more_than_the_tenant_allows(desk: Desk, at: Time) -> None:
    await desk.wish(QUIET, per_day=5)
    found = await desk.candidate()
    for number in range(12):
        told = await desk.tell(found, str(number), event="promise_moved")
    texts, mails = ([one for one in told if one.channel == channel] for channel in ("sms", "email"))
    taken = await asyncio.gather(*(desk.take(*texts[start::4]) for start in range(4)))
    sent = {id_ for some in taken for id_ in some}
    assert len(sent) == 5
    assert len(await desk.take(*mails)) == 5  # counted for themselves
    for day in (20, 21):
        for one in await desk.messages(found):
            if one.id in sent:
                await desk.keep(one)
        morning = datetime(2035, 11, day, 8, tzinfo=BEIJING)
        left = [one for one in await desk.messages(found) if one.channel == "sms" and one.id not in sent]
        assert {(one.send_at, one.plan["waits"]) for one in left} == {(morning.astimezone(UTC), "limit")}
        at.now = morning
        half = len(left) // 2
        taken = await asyncio.gather(desk.take(*left[:half]), desk.take(*left[half:]))
        today = {id_ for some in taken for id_ in some}
        assert len(today) == min(5, len(left)) and not sent & today
        sent |= today
    assert len(sent) == 12


async def test_results_and_contracts_are_never_held_by_the_limit(desk: Desk) -> None:
    await desk.wish(per_day=1)
    found = await desk.candidate()
    for number in range(3):
        told = await desk.tell(found, str(number))
    assert len(await desk.take(*told)) == 6
    *_told, text_, mail = await desk.tell(found, event="promise_moved")
    assert await desk.take(text_, mail) == []  # but they count


async def test_too_many_and_too_late_is_for_the_other_channel_and_then_for_the_telephone(
    desk: Desk, at: Time
) -> None:
    await desk.wish(per_day=1, others=IN_ORDER)
    found = await desk.candidate()
    (first,) = await desk.tell(found, "1", event="promise_moved")
    await desk.submit(first)
    _first, late = await desk.tell(found, "2", event="promise_moved", before=at.now + timedelta(hours=3))
    assert await desk.take(late) == []
    _first, late, mail = await desk.messages(found)
    assert (late.state, mail.channel) == ("failed", "email") and "已达上限" in str(late.failure)
    assert await desk.take(mail) == [mail.id]
    await desk.keep(mail, failure=True)
    assert await desk.to_call(found)


async def test_telling_a_result_takes_two_statements_of_sqlalchemys_as_before(desk: Desk) -> None:
    await desk.wish(QUIET, results=Way("unopened"))
    found = await desk.candidate()
    said: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    async with desk.place.database.tenant(desk.place.tenant) as session:
        again = await Hiring(session, desk.place).again(found)
        bind = session.get_bind()
        bind = getattr(bind, "engine", bind)
        statements.listen(bind, "before_cursor_execute", count)
        try:
            await notify(
                session,
                desk.place.vault,
                again.person,
                Occasion("result_pass", "1", again.id),
                VALUES,
                before=MORNING,
            )
        finally:
            statements.remove(bind, "before_cursor_execute", count)
    # The settings and the person's key; the rows of messages and their jobs are one statement beside SQLAlchemy.
    assert len(said) <= 2, said
