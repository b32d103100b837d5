"""The holidays of the whole people by the law alone, for a year whose plan is not published yet.

《全国年节及纪念日放假办法》, as in force since 2025-01-01 (State Council order 795 of 2024-11-10): Art. 2 names the seven
holidays, by the sun's calendar and the moon's; Art. 6 gives a workday off for each day of them that falls on a weekend.
What the yearly plan adds cannot be known before: which further days are joined to a holiday, and which weekend is worked
for them.
"""

from datetime import date, timedelta
from functools import cache

from borax.calendars.lunardate import LunarDate, TermUtils

WEEKEND = (5, 6)
_DAY = timedelta(days=1)
_PURE_BRIGHTNESS = "qm"  # 清明 in the tables of the sun's terms


@cache
def days_off_by_law(year: int) -> frozenset[date]:
    """The days of the holidays, and those given for the ones that fall on a weekend or on another holiday.

    The law leaves open which workday is given instead: every plan since 2016 gave the next ones after the holiday.

    Raises:
        ValueError: before 1900 or after 2100, where the tables of the moon's calendar end.
    """
    holidays = _holidays(year)
    off = {day for holiday in holidays for day in holiday}
    counted: set[date] = set()
    for holiday in holidays:
        for day in holiday:
            if day.weekday() in WEEKEND or day in counted:
                off.add(_workday_after(holiday[-1], off))
            counted.add(day)
    return frozenset(off)


def _holidays(year: int) -> tuple[tuple[date, ...], ...]:
    """元旦, 春节 (from 除夕 to 初三), 清明, 劳动节, 端午, 中秋, 国庆节."""
    spring = _by_moon(year, 1, 1)
    return (
        (date(year, 1, 1),),
        tuple(spring + n * _DAY for n in range(-1, 3)),
        (TermUtils.nth_term_day(year, term_name=_PURE_BRIGHTNESS),),
        (date(year, 5, 1), date(year, 5, 2)),
        (_by_moon(year, 5, 5),),
        (_by_moon(year, 8, 15),),
        (date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)),
    )


def _by_moon(year: int, month: int, day: int) -> date:
    found: date = LunarDate(year, month, day).to_solar_date()
    return found


def _workday_after(day: date, off: set[date]) -> date:
    day += _DAY
    while day.weekday() in WEEKEND or day in off:
        day += _DAY
    return day
