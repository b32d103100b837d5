"""Dates as spreadsheets and people write them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from ..i18n import gettext as _
from . import FormatError

_FORMS = (
    re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"),
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]?"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
_CLOCK = re.compile(
    r"(?P<day>.+?)[\sT]+(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{2})(?:[:分](?P<second>[0-9]{2}))?秒?"
)
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serial numbers, its 29 February 1900 counted
_SERIALS = range(20_000, 80_000)  # 1954 to 2119


def parse_date(value: object) -> date:
    """A date from a cell: a date, a datetime, an Excel serial number or a text.

    Raises:
        FormatError: FORMAT, or BIRTH-like nonsense such as 2026-02-30.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    with_clock = _CLOCK.fullmatch(text)
    return _written(with_clock["day"].strip() if with_clock else text)


def parse_moment(value: object) -> datetime:
    """A date with its time of day, as written (no zone).

    Raises:
        FormatError: FORMAT.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, float):
        minutes = round((value % 1) * 1440)
        return datetime.combine(_serial(value), datetime.min.time()) + timedelta(minutes=minutes)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    found = _CLOCK.fullmatch(text)
    day = parse_date(value)
    if found is None:
        return datetime.combine(day, datetime.min.time())
    try:
        return datetime(day.year, day.month, day.day, int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise _unreadable() from None


def _serial(value: float) -> date:
    if int(value) not in _SERIALS:
        raise _unreadable()
    return _EPOCH + timedelta(days=int(value))


def _written(text: str) -> date:
    if text.isascii() and text.isdigit() and len(text) == 5:
        return _serial(int(text))
    for form in _FORMS:
        if (found := form.fullmatch(text)) is not None:
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                break
    raise _unreadable()


def _unreadable() -> FormatError:
    return FormatError("FORMAT", _("日期无法识别"))
