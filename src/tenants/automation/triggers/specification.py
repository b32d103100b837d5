"""A trigger as somebody wants it: what must happen and hold, who is written to, with which words, and when."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ....platform.formats.cleaning import is_line
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .conditions import FACTS, MOST_DAYS, Condition, Facts
from .events import triggering

MOST_TITLE, MOST_TEXT = 40, 300
UNITS = {"minutes": 1, "hours": 60, "days": 1440}
MOST_DELAY = timedelta(days=60)
_PLACE = re.compile(r"\{([^{}]*)\}")
# Never to a candidate: hard words for a result, and what must not be asked for or promised in a message.
_HARSH = ("淘汰", "失败", "不合格", "不录用", "薪资", "工资")  # rules: allow untranslated – words looked for
# Names that stand in the tenant's own words, which are in the tenant's own language.
_FILLED: dict[str, Callable[[Facts], str]] = {
    "姓名": lambda facts: facts.name,  # rules: allow untranslated – see above
    "职位": lambda facts: facts.vacancy,  # rules: allow untranslated – see above
    "部门": lambda facts: facts.department_name,  # rules: allow untranslated – see above
}
PLACES = tuple(_FILLED)
"""What can be filled in, by name: `{姓名}`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not go; `field` is what it belongs beside."""

    field: str
    text: LazyText


@dataclass(frozen=True, slots=True)
class Wanted:
    """A trigger as it is wanted. `delay` in minutes; `only_if_still`: not where the stage has changed meanwhile.

    `message`: a message of the tenant's own that the candidate gets, instead of `title` and `text`.
    """

    event: str
    audience: str
    title: str
    text: str
    conditions: tuple[Condition, ...] = ()
    delay: int = 0
    only_if_still: bool = True
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the table keeps it; the event stands in a column of its own."""
        return {
            "audience": self.audience,
            "title": self.title,
            "text": self.text,
            "conditions": [[one.fact, one.operator, one.value] for one in self.conditions],
            "delay": self.delay,
            "only_if_still": self.only_if_still,
            "message": self.message,
        }

    @classmethod
    def from_json(cls, event: str, kept: Mapping[str, Any]) -> "Wanted":
        """What `to_json` gave."""
        conditions = tuple(Condition(*one) for one in kept["conditions"])
        names = ("audience", "title", "text", "delay", "only_if_still", "message")
        more = {name: kept[name] for name in names}
        return cls(event=event, conditions=conditions, **more)

    def filled(self, facts: Facts) -> tuple[str, str]:
        """Title and text about one application."""
        return _fill(self.title, facts), _fill(self.text, facts)

    def problems(self) -> Iterator[Problem]:
        """What does not go, each beside its field."""
        if self.event not in triggering():
            yield Problem("event", _("请选择一项。"))
        if self.message and self.audience != "candidate":
            yield Problem("message", _("消息模板只能发给候选人。"))
        for name, text, most in (
            () if self.message else (("title", self.title, MOST_TITLE), ("text", self.text, MOST_TEXT))
        ):
            yield from self._problems_of(name, text, most)
        if not 0 <= self.delay <= MOST_DELAY // timedelta(minutes=1):
            yield Problem("delay", _("最多 {n} 天。").format(n=MOST_DELAY.days))
        for one in self.conditions:
            if one.operator not in FACTS[one.fact].operators:
                yield Problem(one.fact, _("请选择一项。"))
            elif not one.value:
                yield Problem(one.fact, _("请选择要比较的内容，或改回「不限」。"))
            elif FACTS[one.fact].days and not _whole(one.value):
                yield Problem(one.fact, _("请填写 {low} 到 {high} 之间的数。").format(low=0, high=MOST_DAYS))

    def _problems_of(self, name: str, text: str, most: int) -> Iterator[Problem]:
        if not text:
            yield Problem(name, _("请填写这一项。"))
        elif len(text) > most:
            yield Problem(name, _("最多 {most} 个字。").format(most=most))
        elif name == "title" and not is_line(text):  # it is the subject of a mail
            yield Problem(name, _("请写在一行里，不要换行或夹带控制字符。"))
        for place in _PLACE.findall(text):
            if place not in _FILLED:
                known = "".join(f"{{{one}}}" for one in PLACES)
                yield Problem(name, _("不认识「{place}」，可以用：{known}").format(place=place, known=known))
        if self.audience.startswith("robot:") and _PLACE.search(text):
            yield Problem(name, _("群里一分钟说一次，可能是几位候选人，也不能出现姓名，请不要填入内容。"))
        if self.audience == "candidate":
            for word in (word for word in _HARSH if word in text):
                yield Problem(name, _("发给候选人的消息请不要用「{word}」。").format(word=word))


def _fill(text: str, facts: Facts) -> str:
    return _PLACE.sub(lambda found: _FILLED[found[1]](facts), text)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= MOST_DAYS


def said_delay(minutes: int) -> LazyText:
    """A delay in words; empty where there is none."""
    for unit, words in (("days", _("{n} 天后")), ("hours", _("{n} 小时后")), ("minutes", _("{n} 分钟后"))):
        if minutes and minutes % UNITS[unit] == 0:
            return words.format(n=minutes // UNITS[unit])
    return LazyText("")
