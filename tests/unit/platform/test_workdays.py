"""Working days: the official plans as they were published, and what must hold for every day and plan."""

from bisect import bisect_right
from datetime import date, datetime, timedelta

import pytest
from chinese_calendar import is_workday
from huiyin.platform.clock import BEIJING
from huiyin.platform.holidays import days_off_by_law
from huiyin.platform.workdays import (
    CLOSES,
    LAST_PUBLISHED,
    OPENS,
    WorkCalendar,
    missing_plan,
    published,
)
from hypothesis import given
from hypothesis import strategies as st

OFFICIAL = WorkCalendar()
# 国务院办公厅关于 2025、2026 年部分节假日安排的通知: first and last day off of each holiday, and the days worked for it.
OFF = (
    ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
)  # fmt: skip
MADE_UP = {
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
}  # fmt: skip


def days_of(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def test_two_published_years_day_by_day() -> None:
    off = {day for span in OFF for day in days_of(*span)}
    worked = set(map(date.fromisoformat, MADE_UP))
    for day in days_of("2025-01-01", "2026-12-31"):
        expected = day in worked or (day not in off and day.weekday() < 5)
        assert OFFICIAL.works(day) is expected, day
    assert published(2025) and published(2026) and not published(2060)


PUBLISHED = [year for year in range(1990, 2100) if published(year)]
# How many days the law gave off (《全国年节及纪念日放假办法》): whoever makes a weekday free moves it there from a weekend.
GIVEN_OFF = {2018: 11, 2019: 11, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 13, 2026: 13}


def test_every_published_year_gives_as_many_days_as_the_law() -> None:
    assert list(range(2004, PUBLISHED[-1] + 1)) == PUBLISHED and PUBLISHED[-1] >= 2026
    for year, given_off in GIVEN_OFF.items():
        days = days_of(f"{year}-01-01", f"{year}-12-31")
        weekdays = sum(day.weekday() < 5 for day in days)
        assert weekdays - sum(map(OFFICIAL.works, days)) == given_off, year


def naively(day: date) -> bool:
    """Whether people work, said without the product's calendar: by the library's own answer, else by the law."""
    if day.year in PUBLISHED:
        return bool(is_workday(day))
    return day.weekday() < 5 and day not in days_off_by_law(day.year)


def test_every_day_of_every_year_against_a_calendar_ticked_off_day_by_day() -> None:
    """The years with a plan, those before the first and after the last, every end of a month and leap day in them."""
    first, last = date(PUBLISHED[0] - 1, 1, 1), date(PUBLISHED[-1] + 4, 12, 31)
    days = days_of(first.isoformat(), last.isoformat())
    ticked = [day for day in days if naively(day)]
    assert date(2004, 2, 29) in days and date(2028, 2, 29) in days
    for day in days[:-90]:
        assert OFFICIAL.works(day) is naively(day), day
        begin = bisect_right(ticked, day)
        for count in (1, 2, 3, 5, 10, 30):
            assert OFFICIAL.after(day, count) == ticked[begin + count - 1], (day, count)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday worked before 春节
        ("2026-02-14", 1, "2026-02-24"),  # and then nine days off
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday worked after 国庆
        ("2025-01-31", 2, "2025-02-06"),  # made in the middle of 春节, over the month's end
        ("2025-12-31", 1, "2026-01-04"),  # over the year's end, to a Sunday worked
        ("2024-02-28", 1, "2024-02-29"),  # a leap day that is worked
        ("2024-02-28", 2, "2024-03-01"),
        ("2023-02-28", 1, "2023-03-01"),
        ("2028-02-28", 1, "2028-02-29"),  # no plan yet: the weekday counts
        ("2026-12-31", 1, "2027-01-04"),  # from a year with a plan into one without: 元旦 is a Friday
        ("2027-02-04", 1, "2027-02-11"),  # 除夕 to 初三, and two days for the two of them on a weekend
        ("2027-02-04", 3, "2027-02-15"),
        ("2028-09-29", 1, "2028-10-06"),  # 中秋 on the third day of 国庆, the first one a Sunday
        ("2026-11-25", 0, "2026-11-25"),
    ],
)
def test_counting_over_holidays_and_ends_of_months(start: str, count: int, end: str) -> None:
    assert OFFICIAL.after(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_working_hours_are_counted_backwards_over_a_holiday() -> None:
    due = datetime(2026, 10, 8, 12, tzinfo=BEIJING)  # the first morning after 国庆
    assert OFFICIAL.hours_before(due, 3) == datetime(2026, 10, 8, 9, tzinfo=BEIJING)
    assert OFFICIAL.hours_before(due, 4) == datetime(2026, 9, 30, 17, tzinfo=BEIJING)
    late = datetime(2026, 11, 25, 20, tzinfo=BEIJING)  # after hours: counted from the end of the day's work
    assert OFFICIAL.hours_before(late, 1) == datetime(2026, 11, 25, 17, tzinfo=BEIJING)


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))  # published years and years that are not
OWN = st.frozensets(st.dates(date(2024, 1, 1), date(2029, 12, 31)), max_size=40)
CALENDARS = st.builds(lambda off, on: WorkCalendar(off, on - off), OWN, OWN)
COUNTS = st.integers(0, 40)
MOMENTS = st.datetimes(datetime(2024, 3, 1), datetime(2029, 12, 31)).map(
    lambda at: at.replace(tzinfo=BEIJING)
)


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_the_end_is_a_working_day_and_exactly_so_many_lie_between(
    calendar: WorkCalendar, day: date, count: int
) -> None:
    end = calendar.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert calendar.works(end) and sum(map(calendar.works, between)) == count


@given(CALENDARS, DAYS, COUNTS)
def test_between_is_after_read_backwards(calendar: WorkCalendar, day: date, count: int) -> None:
    assert calendar.between(day, calendar.after(day, count)) == count
    assert calendar.between(day, day - timedelta(days=count)) == 0


@given(CALENDARS, DAYS)
def test_before_its_plan_a_year_goes_by_the_law(calendar: WorkCalendar, day: date) -> None:
    before = calendar.before_plan(day.year)
    assert not before.planned(day.year)
    if day not in calendar.on | calendar.off:
        assert before.works(day) is (day.weekday() < 5 and day not in days_off_by_law(day.year))
    assert calendar.before_plan(day.year + 1).works(day) is calendar.works(day)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(LAST_PUBLISHED, 11, 30), None),
        (date(LAST_PUBLISHED, 12, 1), LAST_PUBLISHED + 1),
        (date(LAST_PUBLISHED, 12, 31), LAST_PUBLISHED + 1),
        (date(LAST_PUBLISHED + 1, 1, 1), LAST_PUBLISHED + 1),
        (date(LAST_PUBLISHED + 1, 12, 1), LAST_PUBLISHED + 1),  # this one first
        (date(LAST_PUBLISHED - 1, 12, 1), None),
    ],
)
def test_a_plan_is_missed_from_the_first_of_december(today: date, year: int | None) -> None:
    assert missing_plan(today) == year


@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_counting_on_is_counting_together(calendar: WorkCalendar, day: date, one: int, two: int) -> None:
    assert calendar.after(calendar.after(day, one), two) == calendar.after(day, one + two)


@given(CALENDARS, DAYS, DAYS, COUNTS)
def test_who_starts_later_never_ends_earlier(
    calendar: WorkCalendar, one: date, two: date, count: int
) -> None:
    earlier, later = sorted((one, two))
    assert calendar.after(earlier, count) <= calendar.after(later, count)


@given(CALENDARS, DAYS)
def test_own_days_count_for_more(calendar: WorkCalendar, day: date) -> None:
    if day in calendar.off:
        assert not calendar.works(day)
    elif day in calendar.on:
        assert calendar.works(day)
    else:
        assert calendar.works(day) == OFFICIAL.works(day)


@given(CALENDARS, MOMENTS, st.integers(0, 45), st.integers(0, 45))
def test_hours_backwards(calendar: WorkCalendar, moment: datetime, one: int, two: int) -> None:
    found = calendar.hours_before(moment, one)
    assert found <= moment and calendar.works(found.date()) and OPENS <= found.time() <= CLOSES
    assert worked(calendar, found, moment) == timedelta(hours=one)
    assert worked(calendar, calendar.hours_before(moment, one + two), moment) == timedelta(hours=one + two)


def worked(calendar: WorkCalendar, begin: datetime, end: datetime) -> timedelta:
    """Working time between two moments, counted forwards, day by day."""
    total = timedelta()
    for day in days_of(begin.date().isoformat(), end.date().isoformat()):
        if calendar.works(day):
            opens, closes = (datetime.combine(day, at, BEIJING) for at in (OPENS, CLOSES))
            total += max(min(end, closes) - max(begin, opens), timedelta())
    return total
