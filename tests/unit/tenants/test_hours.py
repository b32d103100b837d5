"""When a message may go out, and how many to one person: whatever the hour, the day and the settings."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from huiyin.platform.clock import BEIJING
from huiyin.tenants.hiring.decisions.policy import LONGEST_MINUTES, Policy
from huiyin.tenants.messaging.messages.delivery import Delivery, Group, Way, group_of, read_delivery
from huiyin.tenants.messaging.messages.hours import Hours
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.any_clock

# China's clocks do not change; a tenant's may: at a month's end, at midnight (Beirut) or by half an hour (Lord Howe).
ABROAD = ("America/New_York", "Europe/Lisbon", "Asia/Beirut", "Australia/Lord_Howe", "Asia/Kathmandu")
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
IN_CHINA = st.builds(Hours, st.just(BEIJING), TIMES, TIMES)
ANYWHERE = st.builds(Hours, st.sampled_from([ZoneInfo(name) for name in ABROAD]), TIMES, TIMES)
# Where it is likeliest to go wrong: leap day, month and year ends; in March, April, October and November clocks change.
EDGES = [
    datetime(2028, 2, 29, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC),
    datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC),
]  # fmt: skip
WHENEVER = st.datetimes(datetime(2025, 1, 2), datetime(2028, 12, 1), timezones=st.just(UTC)) | st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds),
    st.sampled_from(EDGES),
    st.integers(-24 * 3600, 24 * 3600),
)
NIGHT = Hours(BEIJING, time(22), time(8))


def quiet(hours: Hours, at: datetime) -> bool:
    """Said otherwise than the code says it: minutes of the day, counted round."""
    local = at.astimezone(hours.zone)
    start, end = (one.hour * 60 + one.minute for one in (hours.start, hours.end))
    return (local.hour * 60 + local.minute - start) % 1440 < (end - start) % 1440


@given(IN_CHINA, WHENEVER)
def test_it_goes_at_once_by_day_and_when_the_night_ends_otherwise(hours: Hours, now: datetime) -> None:
    at = hours.opening(now)
    if not quiet(hours, now):
        assert at == now
        return
    assert not quiet(hours, at)
    assert now < at <= now + timedelta(hours=24)
    assert quiet(hours, at - timedelta(microseconds=1))  # not a moment later than it may
    assert at.astimezone(BEIJING).time() == hours.end


@given(IN_CHINA | ANYWHERE, WHENEVER)
def test_it_never_goes_in_the_quiet_time_wherever_the_tenant_is(hours: Hours, now: datetime) -> None:
    at = hours.opening(now)
    assert now <= at <= now + timedelta(hours=25)
    # Where clocks go forward a quiet time's end may not exist on that day: then it ends with the jump.
    assert not quiet(hours, at) or at.astimezone(hours.zone).time() < hours.end
    assert at == now or quiet(hours, now)


@given(IN_CHINA, WHENEVER, st.timedeltas(timedelta(), timedelta(days=3)))
def test_what_comes_later_never_goes_earlier(hours: Hours, now: datetime, after: timedelta) -> None:
    assert hours.opening(now) <= hours.opening(now + after)


@given(IN_CHINA, WHENEVER, WHENEVER)
def test_nobody_is_told_too_late_because_of_the_hour(hours: Hours, now: datetime, before: datetime) -> None:
    at = hours.opening(now, before)
    assert at == now or now < at < before
    assert at in (now, hours.opening(now))


@given(WHENEVER, TIMES)
def test_equal_ends_are_no_quiet_time(now: datetime, at: time) -> None:
    assert Hours(BEIJING, at, at).opening(now) == now


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("now", "at"),
    [
        ("2026-11-25 21:59:59", "2026-11-25 21:59:59"),
        ("2026-11-25 22:00", "2026-11-26 08:00"),
        ("2026-11-26 07:59:59", "2026-11-26 08:00"),
        ("2026-11-26 08:00", "2026-11-26 08:00"),
        ("2026-11-30 22:15", "2026-12-01 08:00"),
        ("2026-12-31 23:59", "2027-01-01 08:00"),
        ("2027-01-01 00:00", "2027-01-01 08:00"),
        ("2028-02-28 22:00", "2028-02-29 08:00"),
        ("2028-02-29 23:00", "2028-03-01 08:00"),
        ("2027-02-28 22:00", "2027-03-01 08:00"),
    ],
)
def test_nights_at_the_ends_of_months_and_years(now: str, at: str) -> None:
    assert NIGHT.opening(beijing(now)) == beijing(at)


def test_a_quiet_time_within_the_day() -> None:
    noon = Hours(BEIJING, time(12), time(14))
    assert noon.opening(beijing("2026-11-25 12:30")) == beijing("2026-11-25 14:00")
    assert noon.opening(beijing("2026-11-25 23:30")) == beijing("2026-11-25 23:30")


def test_a_promise_that_ends_before_the_morning_is_answered_at_night() -> None:
    late = beijing("2026-11-25 22:15")
    assert NIGHT.opening(late, beijing("2026-11-25 23:00")) == late
    assert NIGHT.opening(late, beijing("2026-11-25 18:00")) == late  # broken already: not even later
    assert NIGHT.opening(late, beijing("2026-11-26 18:00")) == beijing("2026-11-26 08:00")


@given(WHENEVER, st.integers(0, LONGEST_MINUTES), st.none() | WHENEVER, IN_CHINA)
def test_the_time_to_take_back_and_the_night_together_break_no_promise(
    now: datetime, minutes: int, promised_at: datetime | None, hours: Hours
) -> None:
    told = Policy(take_back_minutes=minutes).tells_at(now, promised_at)
    arrives = hours.opening(told, promised_at)
    if promised_at is not None and promised_at >= now:
        assert arrives <= promised_at


@given(st.lists(WHENEVER, max_size=40), st.integers(1, 5), IN_CHINA)
def test_nobody_gets_more_in_a_calendar_day_than_the_tenant_allows(
    asked: list[datetime], per_day: int, hours: Hours
) -> None:
    wanted = Delivery(hours, per_day)
    queue = sorted(wanted.opening("promise_moved", at, {}) for at in asked)
    sent: Counter[object] = Counter()
    while queue:
        now = queue.pop(0)
        day = now.astimezone(BEIJING).date()
        if sent[day] < wanted.per_day:
            sent[day] += 1
            continue
        at = wanted.when_full("promise_moved", now, {})
        assert at is not None and at.astimezone(BEIJING).date() == day + timedelta(days=1)
        assert not quiet(hours, at)
        queue = sorted([*queue, at])
    assert sent.total() == len(asked) and all(number <= per_day for number in sent.values())


@given(IN_CHINA, WHENEVER, WHENEVER)
def test_what_is_too_much_today_and_too_late_tomorrow_is_refused(
    hours: Hours, now: datetime, before: datetime
) -> None:
    at = Delivery(hours).when_full("interview_moved", now, {"before": before.isoformat()})
    tomorrow = (now.astimezone(BEIJING) + timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    assert at is None if before <= tomorrow else at is not None and tomorrow <= at < before


def test_what_is_not_said_is_as_we_propose_it() -> None:
    wanted = read_delivery({}, BEIJING)
    night = beijing("2026-11-25 23:00")
    assert wanted.hours == NIGHT and wanted.per_day == 10
    assert wanted.way("result_pass") == Way("together")
    assert wanted.opening("result_pass", night, {}) == beijing("2026-11-26 08:00")
    assert wanted.opening("result_pass", night, {"hurried": True}) == night
    kept = {"ways": {"results": {"at_night": True}}}
    assert read_delivery(kept, BEIJING).opening("changed_fail", night, {}) == night


def test_results_and_contracts_are_never_held_by_the_limit() -> None:
    assert not group_of("result_fail").limited and not group_of("contract_ready").limited
    assert (
        group_of("interview_invited").limited and group_of("own-1") is Group.OTHERS and Group.OTHERS.limited
    )
