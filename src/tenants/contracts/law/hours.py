"""Working hours as people write them: 每周一至周五 9:00—18:00，午休一小时. What cannot be read is not guessed."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

_NUMERALS = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {
    "两": 2,
    "日": 7,
    "天": 7,
}
_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|[零一二两三四五六七八九十]+|半)"
_DAYS = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])(?:至|到|-)(?:周|星期|礼拜)?([一二三四五六日天])")
_DAYS_A_WEEK = re.compile(
    rf"(?:每周|一周|每星期)(?:工作|上班|出勤|上)?(?:不超过)?({_NUMBER})(?:天|个?工作日|日)(?!休)"
)
_REST_A_WEEK = re.compile(rf"(?:每周|一周)(?:至少)?(?:休息?|轮休)({_NUMBER})(?:天|日)|(单休)|(双休)")
_NO_REST = re.compile(
    r"全年无休|无休息日|不休息|没有休息日|每月休息?[一二两三123](?:天|日)|月休[一二两三123](?:天|日)"
)
_HOURS_A_DAY = re.compile(
    rf"(?:每日|每天|日均|每个工作日|日)(?:工作|上班|出勤)?(?:时间)?(?:为|不超过)?({_NUMBER})个?小时"
)
_HOURS_A_WEEK = re.compile(rf"(?:每周|一周)(?:工作|上班)?(?:时间)?(?:为|不超过|共|合计)?({_NUMBER})个?小时")
_SPAN = re.compile(
    r"(上午|早上?|下午|晚上?)?([0-9]{1,2})[:点时]([0-9]{2})?(?:半)?分?(?:-|至|到)(?:次日)?(上午|下午|晚上?)?([0-9]{1,2})[:点时]([0-9]{2})?"
)
_BREAK = re.compile(
    rf"(?:午休|午餐|用餐|就餐|午间休息|中间休息|休息|含)(?:时间)?(?:为)?({_NUMBER})个?(半)?(小时|分钟)"
)
_NAMED_BREAK = re.compile(r"午休|午餐|用餐|就餐|午间|休息")


@dataclass(frozen=True, slots=True)
class WorkHours:
    """What was read; None where it was not said. `day` and `week` in hours, `days` a week; `break_stated`: whether the
    pause is taken off `day`, or nothing says that there is one. `no_rest`: in so many words, not one rest day in each week.
    """

    day: Decimal | None = None
    days: Decimal | None = None
    weekly: Decimal | None = None
    break_stated: bool = True
    no_rest: bool = False

    @property
    def week(self) -> Decimal | None:
        """Hours a week, as said or counted."""
        if self.weekly is not None:
            return self.weekly
        return self.day * self.days if self.day is not None and self.days is not None else None

    @property
    def rests(self) -> bool:
        """Whether there is a rest day in each week, as far as is said."""
        return not self.no_rest and (self.days is None or self.days <= 6)


def read_hours(text: str) -> WorkHours:
    """The numbers in an arrangement of working hours."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    folded = re.sub(r"[—–~～‐‑―]+|--+", "-", folded)
    spans, pauses = _spans(folded)
    stated = _found(_HOURS_A_DAY, folded)
    day, with_break = (stated, True) if stated is not None else _by_the_clock(spans, pauses, folded)
    return WorkHours(
        day, _days(folded), _found(_HOURS_A_WEEK, folded), with_break, bool(_NO_REST.search(folded))
    )


def _days(text: str) -> Decimal | None:
    if (found := _DAYS.search(text)) is not None:
        first, last = (_NUMERALS[sign] for sign in found.groups())
        return Decimal(last - first + 1) if last >= first else None
    if (days := _found(_DAYS_A_WEEK, text)) is not None:
        return days
    rest = _REST_A_WEEK.search(text)
    if rest is None:
        return None
    return Decimal(7) - (_number(rest[1]) if rest[1] else Decimal(1 if rest[2] else 2))


def _spans(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """From when to when there is work, and which of the times are pauses, in minutes of the day."""
    work, pauses = list[tuple[int, int]](), list[tuple[int, int]]()
    for found in _SPAN.finditer(text):
        start, end = _minutes(found[1], found[2], found[3]), _minutes(found[4] or "", found[5], found[6])
        if end <= start:
            end += (
                12 * 60
                if end + 12 * 60 > start and not found[4] and end < 12 * 60 and start < 13 * 60
                else 24 * 60
            )
        before, after = text[max(0, found.start() - 6) : found.start()], text[found.end() : found.end() + 6]
        named = _NAMED_BREAK.search(re.split(r"[,，。;；、(（]", before)[-1]) or re.match(
            r"(?:为)?(?:午休|午餐|用餐|就餐|休息)(?![0-9一二两三四五六七八九十半])", after
        )
        (pauses if named else work).append((start, end))
    return work, pauses


def _minutes(half: str | None, hour: str, minute: str | None) -> int:
    late = bool(half) and half[0] in "下晚" and int(hour) < 12  # type: ignore[index]
    return (int(hour) + (12 if late else 0)) * 60 + int(minute or 0)


def _by_the_clock(
    spans: list[tuple[int, int]], pauses: list[tuple[int, int]], text: str
) -> tuple[Decimal | None, bool]:
    if not spans:
        return None, True
    # Several spans are one day's morning and afternoon only while they do not overlap: shifts do.
    ordered = sorted(spans)
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        return None, True
    if len(spans) > 1 and re.search(r"班|轮|冬|夏", text):
        return None, True
    minutes = sum(end - start for start, end in spans) - sum(end - start for start, end in pauses)
    pause = _BREAK.search(text)
    if pause is not None and not pauses:
        amount = _number(pause[1]) + (Decimal("0.5") if pause[2] else 0)
        minutes -= int(amount * (60 if pause[3] == "小时" else 1))
    stated = bool(pauses) or pause is not None or len(spans) > 1
    return (Decimal(minutes) / 60).quantize(Decimal("0.01")), stated


def _found(pattern: re.Pattern[str], text: str) -> Decimal | None:
    found = pattern.search(text)
    return _number(found[1]) if found is not None else None


def _number(text: str) -> Decimal:
    if text == "半":
        return Decimal("0.5")
    if text[0].isdigit():
        return Decimal(text)
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return Decimal((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))
    return Decimal(_NUMERALS[text[-1]])
