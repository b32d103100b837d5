"""What a paragraph's style says of it: its name, its level as a heading, its place in a list."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .markup import W, child, is_on, number, value

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_TITLES = {"title", "标题"}
_BODY = 9  # the outline level of what is no heading
_MOST_STEPS = 20  # from a style to that which it is based on


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what it has of those it is based on; `num`: of its list, None where it names none."""

    name: str = ""
    heading: int | None = None
    num: str | None = None
    level: int | None = None
    new_page: bool = False


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(W + "style")
        self._elements = {value(one, "styleId"): one for one in found if value(one, "type") == "paragraph"}
        self._default = next(
            (
                value(one, "styleId")
                for one in self._elements.values()
                if value(one, "default") in ("1", "true", "on")
            ),
            "",
        )
        self._known: dict[str, Style] = {}

    def of(self, properties: Element | None) -> Style:
        """The style of a paragraph with these properties."""
        name = value(child(properties, "pStyle")) or self._default
        if name not in self._known:
            self._known[name] = self._made(name)
        return self._known[name]

    def _made(self, name: str) -> Style:
        chain: list[Element] = []
        while (style := self._elements.get(name)) is not None and len(chain) < _MOST_STEPS:
            chain.append(style)
            name = value(child(style, "basedOn"))
        named = [value(child(style, "name")) for style in chain]
        properties = [child(style, "pPr") for style in chain]
        num = _first(properties, "numPr", "numId")
        level = _first(properties, "numPr", "ilvl")
        return Style(
            named[0] if named else "",
            _heading(named, _first(properties, "outlineLvl")),
            None if num is None else value(num),
            None if level is None else number(level),
            is_on(_first(properties, "pageBreakBefore")),
        )


def _first(properties: list[Element | None], *path: str) -> Element | None:
    found = (child(one, *path) for one in properties)
    return next((one for one in found if one is not None), None)


def _heading(names: list[str], outline: Element | None) -> int | None:
    for name in names:
        if (found := _HEADING.fullmatch(name.strip())) is not None:
            return int(found[1])
        if name.strip().lower() in _TITLES:
            return 0
    return outline_level(outline)


def outline_level(outline: Element | None) -> int | None:
    """The heading's level that an outline level means, from 1; None for body text."""
    if outline is None:
        return None
    level = number(outline, default=_BODY)
    return level + 1 if 0 <= level < _BODY else None
