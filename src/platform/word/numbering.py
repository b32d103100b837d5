"""The numbers of lists, counted as Word counts them: levels, restarts, lists that go on."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .markup import W, child, is_on, number, value
from .number_formats import is_known, padded, printed, symbol

_LEVELS = 9
_NONE = "0"  # the list of what is in none


@dataclass(frozen=True, slots=True)
class Number:
    """What is printed before a paragraph. `unknown`: the format that we print in digits, "" if none."""

    text: str
    level: int
    bullet: bool
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level is numbered; `restart`: after which level it begins anew (from 1; 0 never, None after each above)."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    restart: int | None = None
    digits: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, and how far each was counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Use:
    """A list as paragraphs name it, with the levels it has of its own; `starts`: where it begins anew when first used."""

    of: _List
    own: dict[int, _Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)

    def level(self, level: int) -> _Level:
        return self.own.get(level) or self.of.levels.get(level) or _Level()

    def start(self, level: int) -> int:
        return self.starts.get(level, self.level(level).start)


class Numbering:
    """The lists of a document while one of its parts is read from its beginning to its end."""

    def __init__(self, root: Element | None) -> None:
        self._uses: dict[str, _Use] = {}
        if root is None:
            return
        lists = {value(one, "abstractNumId"): one for one in root.findall(W + "abstractNum")}
        nums = root.findall(W + "num")
        styled = {
            value(child(one, "styleLink")): one
            for one in lists.values()
            if child(one, "styleLink") is not None
        }
        made: dict[str, _List] = {}
        for num in nums:
            abstract = value(child(num, "abstractNumId"))
            element = lists.get(abstract)
            if element is None:
                continue
            # A list that only says "as that style's": its levels stand where that style is defined.
            link = value(child(element, "numStyleLink"))
            element = styled.get(link, element)
            shared = made.setdefault(value(element, "abstractNumId"), _List(_levels(element)))
            self._uses[value(num, "numId")] = _Use(shared, *_overrides(num, shared))

    def next(self, num: str, level: int | None, style: str) -> Number | None:
        """The number of the next paragraph in list `num`; without a level, that which the list has for its style."""
        use = self._uses.get(num)
        if use is None or num == _NONE:
            return None
        if level is None:
            level = next((at for at, one in use.of.levels.items() if one.style == style and style), 0)
        level = min(max(level, 0), _LEVELS - 1)
        self._count(use, level)
        return self._printed(use, level)

    def _count(self, use: _Use, level: int) -> None:
        counts = use.of.counts
        anew = level not in counts or (level in use.starts and level not in use.begun)
        counts[level] = use.start(level) if anew else counts[level] + 1
        use.begun.add(level)
        for below in range(level + 1, _LEVELS):
            restart = use.level(below).restart
            if restart is None or restart >= level + 1:
                counts.pop(below, None)

    def _printed(self, use: _Use, level: int) -> Number:
        here = use.level(level)
        if here.number_format == "bullet":
            return Number("".join(map(_bullet, here.text)), level, bullet=True)
        unknown = ""

        def one(found: re.Match[str]) -> str:
            nonlocal unknown
            at = int(found[1]) - 1
            kind = "decimal" if here.digits and at < level else use.level(at).number_format
            if not is_known(kind):
                unknown = kind
            return printed(use.of.counts.get(at, use.start(at)), kind)

        text = re.sub(r"%([1-9])", one, here.text)
        return Number(text, level, bullet=False, unknown=unknown)


def _bullet(sign: str) -> str:
    return symbol(ord(sign)) or sign if ord(sign) >= 0xF000 and ord(sign) < 0xF100 else sign


def _levels(element: Element) -> dict[int, _Level]:
    return {number(one, "ilvl"): _level(one) for one in element.findall(W + "lvl")}


def _level(element: Element) -> _Level:
    restart = child(element, "lvlRestart")
    return _Level(
        number(child(element, "start"), default=1),
        _format(element),
        value(child(element, "lvlText")),
        None if restart is None else number(restart),
        is_on(child(element, "isLgl")),
        value(child(element, "pStyle")),
    )


def _format(level: Element) -> str:
    """The format; newer ones stand in `mc:AlternateContent`, in front of one that older programs know."""
    known = child(level, "numFmt")
    if known is None:
        known = next(level.iter(W + "numFmt"), None)
    if value(known) == "custom":  # the only ones that Word offers: 001, 002, 003, …
        return padded(value(known, "format").partition(",")[0])
    return value(known, default="decimal")


def _overrides(num: Element, shared: _List) -> tuple[dict[int, _Level], dict[int, int]]:
    own: dict[int, _Level] = {}
    starts: dict[int, int] = {}
    for override in num.findall(W + "lvlOverride"):
        level = number(override, "ilvl")
        if (element := child(override, "lvl")) is not None:
            own[level] = _level(element)
        if (start := child(override, "startOverride")) is not None:
            starts[level] = number(start, default=shared.levels.get(level, _Level()).start)
    return own, starts
