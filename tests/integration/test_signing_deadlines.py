"""What time does to a contract that waits for a signature: reminders, its end, asking once more, sending again."""

from datetime import datetime, time, timedelta

import pytest
from huiyin.jobs.contracts.signing_deadlines import watch
from huiyin.platform.clock import BEIJING
from huiyin.platform.db import UnitOfWork
from huiyin.platform.settings import Settings
from huiyin.tenants.contracts.labour_contracts.errors import WrongStateError
from huiyin.tenants.contracts.labour_contracts.states import advance, state_now
from huiyin.tenants.contracts.signing.concerns import put_off
from huiyin.tenants.contracts.signing.deadlines import (
    NUDGE,
    WATCH,
    nudge,
    nudge_by_day,
    send_again,
    sending_of,
)
from huiyin.tenants.contracts.signing.errors import AnswerFirstError, NudgedLatelyError, SigningOverError
from huiyin.tenants.contracts.signing.rule import SigningRule, save_signing_rule

from tests.support.desk import Desk
from tests.support.results import Time
from tests.support.signing import Waiting, read_it
from tests.support.tenants import Place

ME = "user:test"
DAY = timedelta(days=1)
# `at` begins on Monday, 19 November 2035, 10:00 in Beijing.
LAST = datetime(2035, 11, 26, 23, 59, 59, tzinfo=BEIJING)


async def test_it_expires_at_its_last_moment_and_not_before(waiting: Waiting, at: Time) -> None:
    contract = await waiting.of_applicant()
    at.now = LAST - timedelta(seconds=1)
    await waiting.watch()
    async with waiting.locked(contract) as (session, found):
        assert state_now(found) == "sent"
        await read_it(session, found)
    at.now = LAST
    async with waiting.locked(contract) as (session, found):  # the job has not come yet
        assert (found.state, state_now(found)) == ("sent", "expired")
        with pytest.raises(SigningOverError):
            await read_it(session, found)
        with pytest.raises(SigningOverError):
            await put_off(session, found)
    for _run in range(2):
        await waiting.watch()
    over = await waiting.look(contract)
    assert (over.state, over.next_look_at) == ("expired", None)
    assert (await waiting.told(contract)).count("contract_expired") == 1
    assert (await waiting.events(contract)).count("contract.expired") == 1


async def test_what_is_signed_expires_no_more(waiting: Waiting, at: Time) -> None:
    contract = await waiting.of_applicant()
    async with waiting.locked(contract) as (_session, found):
        advance(found, "signing")
    at.now = LAST + DAY
    await waiting.watch()
    signed = await waiting.look(contract)
    assert (signed.state, state_now(signed), signed.next_look_at) == ("signing", "signing", None)
    assert await waiting.told(contract) == ["contract_ready"]


async def test_a_contract_can_have_one_day_or_ninety(waiting: Waiting, place: Place, at: Time) -> None:
    async with place.database.tenant(place.tenant) as session:
        await save_signing_rule(session, SigningRule(0, 1, 2), actor=ME)
    short = await waiting.of_applicant()
    assert (await waiting.look(short)).sign_until == datetime(2035, 11, 20, 23, 59, 59, tzinfo=BEIJING)
    async with place.database.tenant(place.tenant) as session:
        await save_signing_rule(session, SigningRule(0, 90, 2), actor=ME)
    long = await waiting.of_applicant()
    assert (await waiting.look(long)).sign_until == datetime(2036, 2, 17, 23, 59, 59, tzinfo=BEIJING)
    at.now += 4 * DAY
    await waiting.watch()
    assert (await waiting.told(short)) == ["contract_ready", "contract_expired"]


async def test_reminders_come_after_one_three_and_six_days(
    waiting: Waiting, settings: Settings, place: Place, at: Time
) -> None:
    contract, begin = await waiting.of_applicant(), at.now
    reminded = []
    for hour in range(1, 8 * 24):
        at.now = begin + timedelta(hours=hour)
        await waiting.watch()
        reminded.append((await waiting.look(contract)).reminded)
    assert [reminded.index(number) + 1 for number in (1, 2, 3)] == [24, 72, 144]
    assert await waiting.told(contract) == ["contract_ready", *["contract_reminder"] * 3, "contract_expired"]
    # The queue has had a job for each of these moments.
    planned = await Desk(place).jobs(settings, WATCH)
    assert {begin + DAY, begin + 3 * DAY, begin + 6 * DAY, LAST} <= set(planned)


async def test_a_late_worker_reminds_once_and_nobody_is_woken(waiting: Waiting, at: Time) -> None:
    await waiting.quiet(time(22), time(8))
    at.now = datetime(2035, 11, 19, 21, 30, tzinfo=BEIJING)
    contract = await waiting.of_applicant()
    at.now = datetime(2035, 11, 23, 1, 0, tzinfo=BEIJING)  # by night, two of them are due
    for _run in range(2):
        await waiting.watch()
    waits = await waiting.look(contract)
    assert (waits.reminded, waits.next_look_at) == (0, datetime(2035, 11, 23, 8, tzinfo=BEIJING))
    at.now = datetime(2035, 11, 23, 8, tzinfo=BEIJING)
    for _run in range(2):
        await waiting.watch()
    assert (await waiting.look(contract)).reminded == 2
    assert await waiting.told(contract) == ["contract_ready", "contract_reminder"]


async def test_hr_asks_once_an_hour(waiting: Waiting, place: Place, at: Time) -> None:
    contract = await waiting.of_applicant()
    vault = place.vault
    async with waiting.locked(contract) as (session, found):
        assert await nudge(session, vault, found, actor=ME) == at.now
    at.later(59.9)
    async with waiting.locked(contract) as (session, found):
        with pytest.raises(NudgedLatelyError, match=r"10:00 已经催办过.*11:00 后可以再催"):
            await nudge(session, vault, found, actor=ME)
    at.later(0.1)
    async with waiting.locked(contract) as (session, found):
        await nudge(session, vault, found, actor=ME)
    at.later(-180)  # the clock is put back: nobody is barred for hours
    async with waiting.locked(contract) as (session, found):
        await nudge(session, vault, found, actor=ME)
    assert await waiting.told(contract) == ["contract_ready"] + ["contract_reminder"] * 3
    await waiting.say(contract, "question")
    async with waiting.locked(contract) as (session, found):
        with pytest.raises(AnswerFirstError):
            await nudge(session, vault, found, actor=ME)
        with pytest.raises(AnswerFirstError):
            await send_again(session, vault, found, seen=sending_of(found), actor=ME)
    assert (await waiting.events(contract)).count("contract.nudged") == 3


async def test_asked_by_night_it_is_said_once_in_the_morning_and_not_to_who_has_signed(
    waiting: Waiting, settings: Settings, place: Place, at: Time
) -> None:
    await waiting.quiet(time(22), time(8))
    one, two = await waiting.of_applicant(), await waiting.of_applicant()
    morning = datetime(2035, 11, 20, 8, tzinfo=BEIJING)
    for hour in (22, 23):
        at.now = datetime(2035, 11, 19, hour, 30, tzinfo=BEIJING)
        for contract in (one, two):
            async with waiting.locked(contract) as (session, found):
                assert await nudge(session, place.vault, found, actor=ME) == morning
    assert await Desk(place).jobs(settings, NUDGE) == [morning, morning]  # one for each contract
    async with waiting.locked(two) as (_session, found):
        advance(found, "signing")
    at.now = morning
    for contract in (one, two, one):
        async with waiting.locked(contract) as (session, found):
            await nudge_by_day(session, place.vault, found, morning)
    assert await waiting.told(one) == ["contract_ready", "contract_reminder"]
    assert await waiting.told(two) == ["contract_ready"]


async def test_sent_again_everything_begins_anew(waiting: Waiting, place: Place, at: Time) -> None:
    contract = await waiting.of_applicant()
    first = sending_of(await waiting.look(contract))
    at.now = LAST
    await waiting.watch()
    results = []
    for _tap in range(2):
        async with waiting.locked(contract) as (session, found):
            results.append(await send_again(session, place.vault, found, seen=first, actor=ME))
        at.later(1)
    assert results == [True, False]
    again = await waiting.look(contract)
    assert (again.state, again.reminded, again.sign_until) == ("sent", 0, LAST + 7 * DAY)
    at.now += DAY
    await waiting.watch()
    assert await waiting.told(contract) == [
        "contract_ready",
        "contract_expired",
        "contract_ready",
        "contract_reminder",
    ]
    assert (await waiting.events(contract)).count("contract.sent_again") == 1
    async with waiting.locked(contract) as (session, found):
        advance(found, "signing")
        with pytest.raises(WrongStateError):
            await send_again(session, place.vault, found, seen=sending_of(found), actor=ME)
    async with waiting.locked(await waiting.of_applicant(sent=False)) as (session, found):
        with pytest.raises(WrongStateError):
            await send_again(session, place.vault, found, seen=sending_of(found), actor=ME)


async def test_one_that_cannot_be_looked_after_holds_up_no_other(
    waiting: Waiting, settings: Settings, place: Place, at: Time
) -> None:
    broken, good = await waiting.of_applicant(), await waiting.of_applicant()
    async with waiting.locked(broken) as (_session, found):
        found.sign_until = found.counted_from = None  # as no sending leaves it
    at.now = LAST
    worker = _Worker(place)
    await watch(worker, {})
    assert (await waiting.look(good)).state == "expired"
    assert (await waiting.look(broken)).next_look_at == LAST + timedelta(hours=1)
    assert LAST + timedelta(hours=1) in await Desk(place).jobs(settings, WATCH)


class _Worker:
    """What the job needs of a worker's context."""

    def __init__(self, place: Place) -> None:
        self.place, self.services, self.vault = place, self, place.vault

    def work(self) -> UnitOfWork:
        return self.place.database.tenant(self.place.tenant)
