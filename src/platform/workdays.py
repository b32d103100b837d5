"""Working days and working hours in China: weekends, the official plan of each year, and days of a firm's own.

The State Council publishes next year's days off and make-up workdays (调休) every autumn; a kept library carries them.
For a year it does not know yet, weekends and the holidays whose date is fixed by law stand in: say so where it matters.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chinese_calendar.constants import holidays, workdays

OPENS, CLOSES = time(9), time(18)
_WEEKEND = (5, 6)
_PUBLISHED = frozenset(day.year for day in holidays)
# 元旦, 劳动节, 国庆节 (《全国年节及纪念日放假办法》 Art. 2, as amended 2024); the others follow moon and sun.
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


def published(year: int) -> bool:
    """Whether the official plan of this year is known."""
    return year in _PUBLISHED


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The official plan with a firm's own days off (`off`) and own workdays (`on`), which count for more."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        if day in self.on or day in self.off:
            return day in self.on
        if not published(day.year):
            return day.weekday() not in _WEEKEND and (day.month, day.day) not in _FIXED
        return day in workdays or (day.weekday() not in _WEEKEND and day not in holidays)

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
