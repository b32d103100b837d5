"""Dates as spreadsheets and people write them."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from ..i18n import gettext as _
from . import FormatError

_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{1,2})[-/ ]?(?P<m>[A-Za-z]{3,9})[-/, ]*(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.? ?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? ?(?P<y>[0-9]{4})"),
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAY = re.compile(r"[(\[]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)\]]?")
_CLOCK = re.compile(
    r"(?P<day>.+?)(?:[\sT]+|(?<=[日号]))(?P<half>上午|下午|中午|晚上|晚)?\s*"
    r"(?P<hour>[0-9]{1,2})(?:[:时点](?P<minute>[0-9]{2})?(?:[:分](?P<second>[0-9]{2}(?:\.[0-9]+)?)?)?秒?)"
    r"\s*(?P<half_after>[AaPp][Mm])?(?:\s*[-~–至到]\s*[0-9]{1,2}[:时点][0-9]{0,2}分?)?"
)
_LATE = {"下午", "晚上", "晚", "pm"}
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serial numbers, its 29 February 1900 counted
_YEARS = range(1900, 2200)  # nobody means others, and a zone moves the calendar's ends out of it
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
    text = _folded(value)
    with_clock = _CLOCK.fullmatch(text)
    return _written(with_clock["day"].strip() if with_clock else text)


def parse_moment(value: object) -> datetime:
    """A date with its time of day, as written (no zone).

    Raises:
        FormatError: FORMAT.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, float) and math.isfinite(value):
        minutes = round((value % 1) * 1440)
        return datetime.combine(_serial(value), datetime.min.time()) + timedelta(minutes=minutes)
    text = _folded(value)
    found = _CLOCK.fullmatch(text)
    day = parse_date(value)
    if found is None:
        return datetime.combine(day, datetime.min.time())
    try:
        return datetime(day.year, day.month, day.day, _hour(found), int(found["minute"] or 0))
    except ValueError:
        raise _unreadable() from None


def parse_clock(value: str) -> time:
    """A time of day as a browser's own control sends it, or as people write it: 14:30, 9：05.

    Raises:
        FormatError: FORMAT.
    """
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::00)?", unicodedata.normalize("NFKC", value).strip())
    try:
        return time(int(found[1]), int(found[2])) if found is not None else time.fromisoformat("")
    except ValueError:
        raise FormatError("FORMAT", _("时间无法识别，请写成 14:30 这样。")) from None


def _folded(value: object) -> str:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    text = _WEEKDAY.sub(" ", text)
    return re.sub(r"\s*([年月日号])\s*", r"\1", text).strip()


def _hour(found: re.Match[str]) -> int:
    half = (found["half"] or found["half_after"] or "").lower()
    hour = int(found["hour"])
    if half in _LATE and hour < 12:
        return hour + 12
    return 0 if half == "am" and hour == 12 else hour


def _serial(value: float) -> date:
    if not math.isfinite(value) or int(value) not in _SERIALS:
        return _written(f"{value:.0f}")
    return _EPOCH + timedelta(days=int(value))


def _written(text: str) -> date:
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text) and int(text[:5]) in _SERIALS:
        return _serial(int(text[:5]))
    for form in _FORMS:
        if (found := form.fullmatch(text)) is not None:
            try:
                return date(_year(found["y"]), _month(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise _unreadable()


def _year(text: str) -> int:
    year = int(text) if len(text) == 4 else 2000 + int(text)
    if year not in _YEARS:
        raise ValueError(text)
    return year


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(_english(text)))


def _english(text: str) -> str:
    word = text.lower()
    if not any(name.startswith(word) for name in _MONTHS) and word != "sept":
        raise ValueError(text)
    return word[:3]


def _unreadable() -> FormatError:
    return FormatError("FORMAT", _("日期无法识别"))
