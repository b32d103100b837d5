"""Blanks to be filled in, found in running words: `______`, `【　】`, and spaces with a line below."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from .tree import Blank, BlankKind, Inline, Mark, Text

_DRAWN = re.compile(
    r"(?P<line>[_＿]{2,}(?:[ \t\u3000]*[_＿]{2,})*)|(?P<brackets>【[\s_＿●•○*＊XxＸ×…/／]*】|\[[\s_●•*]*\])"
)
_FEWEST_SPACES = 2


def with_blanks(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """The same with words that look the same in one piece, and blanks apart; no sign is added or lost."""
    found: list[Inline] = []
    words: list[Text] = []
    for one in inlines:
        if isinstance(one, Text):
            words.append(one)
            continue
        found += _parted(words)
        found.append(one)
        words = []
    return (*found, *_parted(words))


def _parted(words: list[Text]) -> Iterator[Inline]:
    """Blanks may be written in several runs, so they are looked for in the whole; around them the runs are kept."""
    whole = "".join(one.text for one in words)
    marks = [one.marks for one in words for _sign in one.text]
    at = 0
    for blank in _DRAWN.finditer(whole):
        yield from _underlined(whole, marks, at, blank.start())
        yield Blank(BlankKind(blank.lastgroup or ""), blank[0])
        at = blank.end()
    yield from _underlined(whole, marks, at, len(whole))


def _underlined(whole: str, marks: list[frozenset[Mark]], start: int, end: int) -> Iterator[Inline]:
    for look, group in groupby(range(start, end), key=marks.__getitem__):
        places = list(group)
        text = whole[places[0] : places[-1] + 1]
        is_line = Mark.UNDERLINE in look and not text.strip() and "\n" not in text
        if is_line and (len(text) >= _FEWEST_SPACES or "\t" in text):
            yield Blank(BlankKind.UNDERLINED, text)
        else:
            yield Text(text, look)
