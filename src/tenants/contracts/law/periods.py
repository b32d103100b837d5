"""Terms by calendar date, both ends counted (《民法典》 Art. 202, contract practice)."""

from calendar import monthrange
from datetime import date, timedelta


def last_day(start: date, months: int) -> date:
    """The last day of `months` months from `start`: 2026-01-01 and 36 give 2028-12-31, 2026-08-31 and 6 2027-02-28."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    days = monthrange(year, month + 1)[1]
    if start.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, start.day) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The corresponding day so many months on, or the last of that month where it has none (《民法典》 Art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int | None:
    """How many months start to end are, both counted, where they are whole ones; up to fifty years."""
    near = (end.year - start.year) * 12 + end.month - start.month
    return next(
        (months for months in (near, near + 1) if months > 0 and last_day(start, months) == end), None
    )


def reaches(start: date, end: date, months: int) -> bool:
    """Whether start to end, both counted, is at least so many months."""
    return end >= last_day(start, months)


def longest_probation(kind: str, start: date, end: date | None) -> int:
    """Months of probation that 《劳动合同法》 Art. 19 allows at most."""
    if kind == "open":
        return 6
    if kind == "task" or end is None:
        return 0
    return next(
        (most for term, most in ((36, 6), (12, 2), (3, 1)) if reaches(start, end, term)),
        0,
    )


def ten_years_before(service_start: date, start: date) -> bool:
    """Whether somebody has worked ten years here when a contract starts: it has no end, unless they want one (Art. 14)."""
    return start > last_day(service_start, 120)


def may_be_deleted(ended_on: date, on: date) -> bool:
    """Whether the contract's text may go: Art. 50 has it kept two years after the end, the last day included."""
    return on > last_day(ended_on + timedelta(days=1), 24)


def double_pay_span(employment_start: date) -> tuple[date, date]:
    """First and last day for which an unsigned contract costs double pay (Art. 82, implementing regulation Art. 6-7)."""
    return last_day(employment_start, 1) + timedelta(days=1), last_day(employment_start, 12)
