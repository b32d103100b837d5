"""Hours and days in China: eight hours ahead since 1992, summer time from 1986 to 1991, and dates that no zone moves."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.formats.dates import parse_date, parse_moment
from huiyin.platform.formats.identity import RESIDENT, birth_date, parse_identity
from huiyin.platform.http.fields import moment_field
from huiyin.platform.http.forms import Form
from huiyin.platform.i18n.formats import format_date, format_datetime
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.clocks import CLOCKS

_EIGHT = timedelta(hours=8)
# When the clocks were put forward and back again, at two in the morning (tz database, Asia/Shanghai).
SUMMERS = (
    ("1986-05-04", "1986-09-14"), ("1987-04-12", "1987-09-13"), ("1988-04-17", "1988-09-11"),
    ("1989-04-16", "1989-09-17"), ("1990-04-15", "1990-09-16"), ("1991-04-14", "1991-09-15"),
)  # fmt: skip
SUMMER_DAYS = st.dates(date(1986, 1, 1), date(1991, 12, 31))
ANY_DAY = st.dates(date(1955, 1, 1), date(2079, 12, 31))
MOMENTS = st.datetimes(datetime(1992, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))


def test_no_day_since_1992_is_longer_or_shorter() -> None:
    day = date(1992, 1, 1)
    while day.year < 2101:
        for hour in (0, 12, 23):
            offset = datetime(day.year, day.month, day.day, hour, 59, tzinfo=BEIJING).utcoffset()
            assert offset == _EIGHT, day
        day += timedelta(days=1)


@given(MOMENTS)
@example(datetime(2026, 2, 28, 15, 59, 59, 999999, tzinfo=UTC))
@example(datetime(2026, 2, 28, 16, 0, tzinfo=UTC))  # the month ends in China, not yet in Greenwich
@example(datetime(2028, 2, 28, 16, 0, tzinfo=UTC))  # a leap day begins
@example(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
def test_the_day_begins_at_sixteen_hours_of_greenwich(moment: datetime) -> None:
    with clock.use(moment):
        assert clock.today_in_china() == (moment + _EIGHT).date()
    assert format_date(moment) == f"{moment + _EIGHT:%Y-%m-%d}"
    assert format_datetime(moment) == f"{moment + _EIGHT:%Y-%m-%d %H:%M}"


def test_a_day_is_the_days_of_a_place() -> None:
    with clock.use(datetime(2026, 2, 28, 16, 0, tzinfo=UTC)):
        assert clock.today_in_china() == date(2026, 3, 1)
        assert clock.today(ZoneInfo("Europe/Berlin")) == date(2026, 2, 28)


async def test_tasks_side_by_side_hold_a_clock_each() -> None:
    """In whatever order they end, none leaves its moment behind."""
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in (2030, 2031)]
    both = asyncio.Barrier(2)

    async def hold(moment: datetime, *, last: bool) -> datetime:
        with clock.use(moment):
            await both.wait()
            if last:
                await asyncio.sleep(0)
            return clock.now()

    for last in (0, 1):
        seen = await asyncio.gather(*(hold(moment, last=n == last) for n, moment in enumerate(moments)))
        assert seen == moments
        assert clock.now() < moments[0]


def test_the_variable_moves_the_clock_and_what_asks_the_machine_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "-86400.5")
    clock.offset.cache_clear()
    try:
        assert clock.env() == {clock.OFFSET_VARIABLE: "-86400.5"}
        behind = clock.system_now() - clock.now()
        moved = timedelta(days=1, milliseconds=500)
        assert abs(behind - moved) < timedelta(seconds=1)
        with clock.use(datetime(2030, 1, 1, tzinfo=UTC)):
            made = datetime.fromtimestamp(clock.milliseconds() / 1000, UTC)
        assert abs(made - clock.now()) < timedelta(seconds=1), "identifiers go on"
    finally:
        monkeypatch.undo()
        clock.offset.cache_clear()


@given(SUMMER_DAYS, st.times())
def test_a_moment_typed_in_those_years_is_shown_as_it_was_typed(day: date, at: time) -> None:
    form = Form({"day": day.isoformat(), "time": f"{at:%H:%M}"})
    read = moment_field(form, "day", "time", BEIJING)
    begins = {datetime.fromisoformat(first).date() for first, _last in SUMMERS}
    if day in begins and at.hour == 2:
        assert read is None and "时钟调整" in form.errors["time"][0]
        return
    assert read is not None and format_datetime(read) == f"{day} {at:%H:%M}"
    summer = any(date.fromisoformat(first) < day < date.fromisoformat(last) for first, last in SUMMERS)
    edge = any(day.isoformat() in ends for ends in SUMMERS)
    assert edge or read.astimezone(BEIJING).utcoffset() == _EIGHT + timedelta(hours=summer)


def identity(born: date) -> str:
    """A resident's number with this birthday and the right check character."""
    body = f"110105{born:%Y%m%d}002"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]


@given(SUMMER_DAYS)
@example(date(1988, 2, 29))
@example(date(1986, 5, 4))
@example(date(1991, 9, 15))
def test_a_birthday_is_a_date_and_no_clock_moves_it(born: date) -> None:
    number = parse_identity(RESIDENT, identity(born))
    assert birth_date(RESIDENT, number) == born
    assert format_date(born) == born.isoformat()


@given(ANY_DAY)
@example(date(1986, 5, 4))
@example(date(2000, 2, 29))
@example(date(1991, 9, 15))
def test_a_date_in_a_sheet_is_that_date_however_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    written = (
        day,
        datetime(day.year, day.month, day.day),  # what a sheet's own date cell gives: no zone, midnight
        datetime(day.year, day.month, day.day, 23, 59, 59),
        serial,
        float(serial),
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    )
    for cell in written:
        assert parse_date(cell) == day, cell
        assert parse_moment(cell).date() == day, cell


@pytest.mark.any_clock
def test_a_test_that_is_marked_stands_at_each_of_the_moments(request: pytest.FixtureRequest) -> None:
    assert clock.now() == CLOCKS[request.node.callspec.params["held_clock"]]
