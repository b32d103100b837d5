"""What hangs on the hour and the day, at each moment of the suite: the quiet time and the promise."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest
from chinese_calendar import is_workday
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.holidays import days_off_by_law
from huiyin.platform.settings import Settings
from huiyin.platform.workdays import published
from huiyin.tenants.hiring.promises.models import Promise
from huiyin.tenants.hiring.promises.rule import promise_rule
from huiyin.tenants.messaging.messages.hours import Hours
from sqlalchemy import select

from tests.support.desk import Desk
from tests.support.hiring import Hiring
from tests.support.tenants import Place

pytestmark = pytest.mark.any_clock


@pytest.fixture
async def desk(place: Place, settings: Settings) -> AsyncIterator[Desk]:
    made = Desk(place)
    await made.wish(Hours(BEIJING, time(22), time(8)))
    yield made
    await made.clear(settings)


def works(day: date) -> bool:
    if published(day.year):
        return is_workday(day)
    return day.weekday() < 5 and day not in days_off_by_law(day.year)


async def test_a_result_goes_at_once_by_day_and_at_eight_otherwise(desk: Desk) -> None:
    now = clock.now().astimezone(BEIJING)
    told = await desk.tell(await desk.candidate())
    expected = now if 8 <= now.hour < 22 else datetime.combine(now.date(), time(8), BEIJING)
    assert [one.send_at or now for one in told] == [expected, expected]
    assert all(("waits" in one.plan) is (expected > now) for one in told)


async def test_a_promise_ends_after_so_many_working_days(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        hiring = Hiring(session, place)
        await hiring.card(await hiring.candidate())
        await session.flush()
        promise = (await session.scalars(select(Promise))).one()
        rule = await promise_rule(session)
    due, today = promise.due_at.astimezone(BEIJING), clock.today_in_china()
    assert due.hour == rule.hour and works(due.date())
    between = [today + timedelta(days=ahead) for ahead in range(1, (due.date() - today).days + 1)]
    assert sum(map(works, between)) == rule.days_for("技术")
    assert clock.now() < promise.warn_at <= promise.escalate_at <= promise.due_at
