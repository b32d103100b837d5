"""The promise's moments: when it ends and when somebody is reminded; and where it can be moved to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from chinese_calendar import is_workday
from huiyin.platform.clock import BEIJING
from huiyin.platform.ids import new_id
from huiyin.platform.workdays import WorkCalendar
from huiyin.tenants.hiring.promises.models import Promise
from huiyin.tenants.hiring.promises.postponement import window_of
from huiyin.tenants.hiring.promises.rule import PromiseRule
from hypothesis import example, given
from hypothesis import strategies as st

pytestmark = pytest.mark.any_clock

OWN = st.frozensets(st.dates(date(2025, 1, 1), date(2028, 12, 31)), max_size=30)
RULES = st.builds(
    lambda days, hour, warn, escalate, off, on: PromiseRule(
        days, hour, {"销售": 1}, max(warn, escalate), min(warn, escalate), WorkCalendar(off, on - off), BEIJING
    ),
    st.integers(1, 30), st.integers(9, 21), st.integers(1, 45), st.integers(1, 45), OWN, OWN,
)  # fmt: skip
STARTS = st.datetimes(datetime(2025, 2, 1), datetime(2028, 10, 1), timezones=st.just(UTC))


@given(RULES, STARTS)
def test_a_promise_ends_on_a_working_day_at_the_hour_and_is_reminded_of_in_order(
    rule: PromiseRule, start: datetime
) -> None:
    times = rule.times(start, rule.days_for("技术"))
    due = times.due_at.astimezone(BEIJING)
    assert due > start and rule.calendar.works(due.date())
    assert (due.hour, due.minute) == (rule.hour, 0)
    assert times.warn_at <= times.escalate_at <= times.due_at
    assert rule.days_for("销售") == 1 and rule.times(start, 1).due_at <= times.due_at


@given(RULES, STARTS)
def test_later_cards_never_promise_earlier(rule: PromiseRule, start: datetime) -> None:
    for hours in (1, 24, 24 * 9):
        later = rule.times(start + timedelta(hours=hours), rule.days)
        assert later.due_at >= rule.times(start, rule.days).due_at


@given(RULES, STARTS)
def test_it_can_be_moved_to_later_working_days_only(rule: PromiseRule, start: datetime) -> None:
    times = rule.times(start, rule.days)
    promise = Promise(id=new_id(), due_at=times.due_at.astimezone(UTC))
    window = window_of(promise, rule)
    assert times.due_at.date() < window.first <= window.last
    assert rule.calendar.works(window.first) and rule.calendar.works(window.last)
    assert rule.times_on(window.first).due_at > times.due_at
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    assert sum(map(rule.calendar.works, days)) == 10


def test_the_day_is_the_tenants_not_greenwichs() -> None:
    rule = PromiseRule(1, 18, {}, 9, 4, WorkCalendar(), BEIJING)
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 00:30 on the 25th in Beijing
    assert rule.times(late, 1).due_at == datetime(2026, 11, 26, 18, tzinfo=BEIJING)


_SECOND = timedelta(seconds=1)
USUAL = PromiseRule(3, 18, {}, 9, 4, WorkCalendar(), BEIJING)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC)),
    st.integers(1, 30),
)
@example(
    datetime(2026, 1, 30, 15, 59, 59, 999999, tzinfo=UTC), 1
)  # the last working day of a month, by a hair
@example(datetime(2026, 1, 30, 16, 0, tzinfo=UTC), 1)
@example(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), 3)  # 元旦 begins in China
@example(datetime(2026, 2, 13, 10, 0, tzinfo=UTC), 2)  # a Saturday worked, then nine days off
def test_the_day_is_the_one_somebody_would_tick_off(start: datetime, days: int) -> None:
    day, left = (start + timedelta(hours=8)).date(), days
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    due = USUAL.times(start, days).due_at
    assert due == datetime(day.year, day.month, day.day, 10, tzinfo=UTC)  # 18:00 where the tenant is
    assert due.astimezone(BEIJING).date() > (start + timedelta(hours=8)).date()


@given(st.dates(date(2025, 1, 1), date(2028, 12, 1)), st.integers(1, 30))
@example(date(2028, 2, 28), 1)  # 29 February
@example(date(2026, 2, 28), 1)  # worked for 春节, the last day of its month
@example(date(2026, 9, 30), 1)  # 国庆 begins tomorrow
@example(date(2026, 12, 31), 1)
def test_the_last_second_of_a_day_still_belongs_to_it(day: date, days: int) -> None:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), BEIJING)
    morning = datetime.combine(day, datetime.min.time(), BEIJING)
    of_that_day = USUAL.times(morning, days)
    assert USUAL.times(midnight - _SECOND, days) == of_that_day
    assert USUAL.times((midnight - _SECOND).astimezone(UTC), days) == of_that_day
    assert USUAL.times(midnight, days).due_at >= of_that_day.due_at
    if USUAL.calendar.works(midnight.date()):
        assert USUAL.times(midnight, days).due_at > of_that_day.due_at
