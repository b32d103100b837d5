"""The holidays as the law fixes them: against every published plan, and as many days in each year to come."""

from datetime import date, timedelta

import pytest
from chinese_calendar import get_solar_terms
from chinese_calendar.constants import Holiday, holidays, workdays
from chinese_calendar.solar_terms import SolarTerms
from huiyin.platform.holidays import days_off_by_law
from huiyin.platform.workdays import LAST_PUBLISHED

# 除夕–初三, 清明, 端午, 中秋 as the Purple Mountain Observatory (GB/T 33661-2017) and the Hong Kong Observatory have them.
TO_COME = {
    2027: ("2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09", "2027-09-15"),
    2028: ("2028-01-25", "2028-01-28", "2028-04-04", "2028-05-28", "2028-10-03"),
    2029: ("2029-02-12", "2029-02-15", "2029-04-04", "2029-06-16", "2029-09-22"),
    2030: ("2030-02-02", "2030-02-05", "2030-04-05", "2030-06-05", "2030-09-12"),
    2033: ("2033-01-30", "2033-02-02", "2033-04-04", "2033-06-01", "2033-09-08"),
}
BY_SUN_AND_MOON = (
    Holiday.spring_festival,
    Holiday.tomb_sweeping_day,
    Holiday.dragon_boat_festival,
    Holiday.mid_autumn_festival,
)
SINCE_THE_LAW = range(2025, LAST_PUBLISHED + 1)


def spans(days: frozenset[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


@pytest.mark.parametrize("year", range(2008, LAST_PUBLISHED + 1))
@pytest.mark.parametrize("holiday", BY_SUN_AND_MOON)
def test_sun_and_moon_agree_with_every_plan(year: int, holiday: Holiday) -> None:
    """The first plan with 清明, 端午 and 中秋 is that of 2008; in 2020 the whole week was called 国庆."""
    if (year, holiday) == (2020, Holiday.mid_autumn_festival):
        holiday = Holiday.national_day
    called = {day for day in holidays if day.year == year and holidays[day] == holiday.value}
    weekends = {day + timedelta(days=n) for day in called for n in (-2, -1, 1, 2)}
    free = called | {day for day in weekends if day.weekday() > 4 and day not in workdays}
    assert len(days_off_by_law(year) & free) >= (3 if holiday is Holiday.spring_festival else 1)


@pytest.mark.parametrize("year", range(2008, 2100))
def test_pure_brightness_by_another_table(year: int) -> None:
    (found,) = (
        day
        for day, term in get_solar_terms(date(year, 4, 1), date(year, 4, 30))
        if term == SolarTerms.pure_brightness.value[1]
    )
    assert found in days_off_by_law(year)


@pytest.mark.parametrize("year", SINCE_THE_LAW)
def test_whatever_the_law_gives_off_the_plan_gives_too(year: int) -> None:
    off = days_off_by_law(year)
    assert all(day in holidays for day in off)
    assert not any(day in workdays for day in off)
    given_off = {day for day in holidays if day.year == year and day.weekday() < 5}
    made_up = {day for day in workdays if day.year == year and day.weekday() > 4}
    assert len({day for day in off if day.weekday() < 5}) == len(given_off) - len(made_up)


@pytest.mark.parametrize("year", range(2025, 2101))
def test_thirteen_working_days_in_every_year(year: int) -> None:
    """元旦 1, 春节 4, 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3: none is lost to a weekend or to another holiday."""
    assert sum(day.weekday() < 5 for day in days_off_by_law(year)) == 13


@pytest.mark.parametrize("year", TO_COME)
def test_years_to_come(year: int) -> None:
    eve, third, *single = map(date.fromisoformat, TO_COME[year])
    off = days_off_by_law(year)
    begins = {first for first, _last in spans(off)}
    assert eve in begins and (third - eve).days == 3
    assert all(eve + timedelta(days=n) in off for n in range(4))
    assert {*single, date(year, 1, 1), date(year, 5, 1), date(year, 5, 2)} <= off
    assert {date(year, 10, day) for day in (1, 2, 3)} <= off


def test_2027_to_the_day() -> None:
    spring, labour, national = (2, range(5, 11)), (5, range(1, 5)), (10, range(1, 6))
    expected = {date(2027, month, day) for month, days in (spring, labour, national) for day in days}
    expected |= {date(2027, 1, 1), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)}
    assert days_off_by_law(2027) == expected


def test_the_tables_end() -> None:
    for year in (1899, 2101):
        with pytest.raises(ValueError, match=str(year)):
            days_off_by_law(year)
