"""What was read, held against what was counted: every character of the file is in the one or named here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from .counting import Piece
from .document import Removed, Unread, Why
from .tree import (
    Blank,
    Block,
    Break,
    Code,
    ControlledText,
    Field,
    Formula,
    Inline,
    Link,
    Symbol,
    Text,
    View,
    paragraphs_of,
)

_MOST_COMPARED = 4_000_000  # signs of the one times signs of the other: beyond, the whole passage is named
_BEFORE = 20


def not_taken(
    part: str,
    counted: Iterable[Piece],
    blocks: tuple[Block, ...],
    removed: Iterable[Removed],
    view: View | None,
) -> tuple[Unread, ...]:
    """What a part holds and its tree does not, and what the tree holds oftener than the part."""
    kept: defaultdict[int, list[str]] = defaultdict(list)
    taken_away: list[str] = []
    for piece in counted:
        away = piece.inserted if view is View.REFUSED else piece.deleted
        if away and view is not None:
            taken_away.append(piece.text)
        else:
            kept[piece.place].append(piece.text)
    named = "".join(one.text for one in removed if one.part == part)
    return (
        *_compare_paragraphs(part, {place: "".join(texts) for place, texts in kept.items()}, blocks),
        *_difference(part, 0, "".join(taken_away), named),
    )


def _compare_paragraphs(part: str, kept: Mapping[int, str], blocks: tuple[Block, ...]) -> Iterator[Unread]:
    told: defaultdict[tuple[int, ...], str] = defaultdict(str)
    for paragraph in paragraphs_of(blocks):
        told[(*paragraph.joined, paragraph.place)] += "".join(_said(paragraph.inlines))
    met: set[int] = set()
    found: list[Unread] = []
    for places, text in told.items():
        held = "".join(kept.get(place, "") for place in sorted(set(places)) if place not in met)
        met.update(places)
        if text != held:
            found += _difference(part, places[-1], held, text)
    for place, text in kept.items():
        if place not in met:
            found.append(Unread(Why.LEFT_OUT, text, part, place))
    yield from sorted(found, key=lambda one: one.place)


def _said(inlines: tuple[Inline, ...]) -> Iterator[str]:
    """Every sign as counted, those that are not printed too; what stands in boxes belongs to paragraphs of its own."""
    for one in inlines:
        match one:
            case Text() | Blank() | Code() | Formula():
                yield one.text
            case Symbol():
                yield chr(one.code)
            case Break():
                yield "\f" if one.page else "\v"
            case Field():
                yield from _said(one.code)
                yield from _said(one.result)
            case ControlledText() | Link():
                yield from _said(one.inlines)


def _difference(part: str, place: int, held: str, told: str) -> Iterator[Unread]:
    if held == told:
        return
    start = 0
    while start < min(len(held), len(told)) and held[start] == told[start]:
        start += 1
    end = 0
    while end < min(len(held), len(told)) - start and held[-1 - end] == told[-1 - end]:
        end += 1
    held_middle, told_middle = held[start : len(held) - end], told[start : len(told) - end]
    if len(held_middle) * len(told_middle) > _MOST_COMPARED:
        steps = [("replace", 0, len(held_middle), 0, len(told_middle))]
    else:
        steps = list(SequenceMatcher(None, held_middle, told_middle, autojunk=False).get_opcodes())
    for kind, a, b, c, d in steps:
        before = held[max(0, start + a - _BEFORE) : start + a]
        if kind != "equal" and a < b:
            yield Unread(Why.LEFT_OUT, held_middle[a:b], part, place, before)
        if kind != "equal" and c < d:
            yield Unread(Why.DOUBLED, told_middle[c:d], part, place, before)
