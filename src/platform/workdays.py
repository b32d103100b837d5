"""Working days and working hours in China: weekends, the official plan of each year, and days of a firm's own.

The State Council publishes next year's days off and make-up workdays (调休) every autumn; a kept library carries them.
For a year whose plan it does not know yet, weekends and the holidays as the law itself fixes them stand in: a date
reckoned that way may turn out differently, which is said beside it (docs/decisions/0039).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Self

from chinese_calendar.constants import holidays, workdays

from .holidays import WEEKEND, days_off_by_law

OPENS, CLOSES = time(9), time(18)
_PUBLISHED = frozenset(day.year for day in holidays)
LAST_PUBLISHED = max(_PUBLISHED)
"""The last year whose official plan is known."""
_DECEMBER = 12


def published(year: int) -> bool:
    """Whether the official plan of this year is known."""
    return year in _PUBLISHED


def missing_plan(today: date) -> int | None:
    """The year whose plan ought to be known on this day and is not: the present one, or from 1 December on the next.

    Plans are published in the first days of November; a month later an update of the library is due.
    """
    years = (today.year, today.year + 1) if today.month == _DECEMBER else (today.year,)
    return next((year for year in years if not published(year)), None)


def unplanned_year(day: date) -> int | None:
    """The year of a day that was reckoned without its official plan, and may turn out differently; else None."""
    return None if published(day.year) else day.year


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The official plan with a firm's own days off (`off`) and own workdays (`on`), which count for more.

    `unplanned_from`: the first year whose plan is left out of account although it is known.
    """

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    unplanned_from: int = date.max.year

    def before_plan(self, year: int) -> Self:
        """The calendar as it reckoned before the plan of `year` was published."""
        return replace(self, unplanned_from=year)

    def planned(self, year: int) -> bool:
        """Whether this calendar goes by the official plan of this year."""
        return published(year) and year < self.unplanned_from

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        if day in self.on or day in self.off:
            return day in self.on
        if not self.planned(day.year):
            return day.weekday() not in WEEKEND and day not in days_off_by_law(day.year)
        return day in workdays or (day.weekday() not in WEEKEND and day not in holidays)

    def between(self, begin: date, end: date) -> int:
        """How many working days there are after `begin`, up to and with `end`."""
        return sum(self.works(begin + timedelta(days=n)) for n in range(1, (end - begin).days + 1))

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; the day itself is not counted."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def hours_before(self, moment: datetime, hours: int) -> datetime:
        """The moment with `hours` working hours between it and `moment` (aware, in the firm's zone).

        It lies on a working day between `OPENS` and `CLOSES`.
        """
        left, day = timedelta(hours=hours), moment.date()
        while True:
            if self.works(day):
                opens = datetime.combine(day, OPENS, moment.tzinfo)
                closes = min(moment, datetime.combine(day, CLOSES, moment.tzinfo))
                if closes - opens >= left and closes >= opens:
                    return closes - left
                left -= max(closes - opens, timedelta())
            day -= timedelta(days=1)
