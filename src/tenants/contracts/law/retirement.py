"""When people reach the statutory retirement age, which rises step by step from 2025 to 2039.

《全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定》: the ages of 60, and of 55 for women, rise by one month every four
months up to 63 and 58; that of 50 for women by one month every two, up to 55. Derived from that sentence, not read from the
printed table: `verified` says so.
"""

from dataclasses import dataclass
from datetime import date

from .periods import months_later


@dataclass(frozen=True, slots=True)
class Schedule:
    """Whose age it is, and how it rises: `age` in years before; whoever was born in the month of `first` or later retires a
    month later for every `step` months begun since, at most `most` months."""

    who: str
    male: bool
    age: int
    first: date
    step: int
    most: int
    verified: bool = False

    def retires_on(self, birth: date) -> date:
        """The day on which somebody born on `birth` reaches the age."""
        months = (birth.year - self.first.year) * 12 + birth.month - self.first.month
        delay = min(months // self.step + 1, self.most) if months >= 0 else 0
        return months_later(birth, self.age * 12 + delay)


SCHEDULES = (
    Schedule("men", True, 60, date(1965, 1, 1), 4, 36),
    Schedule("women in management and technical posts", False, 55, date(1970, 1, 1), 4, 36),
    Schedule("women in other posts", False, 50, date(1975, 1, 1), 2, 60),
)


def retires_between(birth: date, male: bool | None) -> tuple[date, date]:
    """The earliest and the latest day on which it can be, as far as sex tells; without it, as for men: they retire last."""
    days = [one.retires_on(birth) for one in SCHEDULES if one.male == (male is not False)]
    return min(days), max(days)
