"""Two versions of a template side by side: by block, and in a block by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .fields import dictionary_of
from .tree import Tree, everything
from .words import block_in_words, field_in_words

_WORD = re.compile(r"[A-Za-z0-9.,]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one side; `changed`: the other side has not got them."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One block on both sides. `kind`: same, changed, moved, added or removed; a side is empty where there is no such block."""

    kind: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    id: str
    text: str


def differences(before: Tree, after: Tree) -> list[Row]:
    """Every block, in the order of the newer version, what is gone where it stood."""
    old, new = list(_said(before)), list(_said(after))
    found = list[Row]()
    matcher = SequenceMatcher(None, [one.id for one in old], [one.id for one in new], autojunk=False)
    stayed = {one.id for one in new} & {one.id for one in old}
    texts = {one.id: one.text for one in old}
    for step, start, end, first, last in matcher.get_opcodes():
        if step == "equal":
            found += [
                _compared(a.text, b.text, "same")
                for a, b in zip(old[start:end], new[first:last], strict=True)
            ]
            continue
        found += [Row("removed", _whole(one.text), ()) for one in old[start:end] if one.id not in stayed]
        for one in new[first:last]:
            if one.id in stayed:
                found.append(_compared(texts[one.id], one.text, "moved"))
            else:
                found.append(Row("added", (), _whole(one.text)))
    return found


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, True),)


def _compared(before: str, after: str, unchanged: str) -> Row:
    if before == after:
        return Row(unchanged, (Piece(before, False),), (Piece(after, False),))
    one, other = _WORD.findall(before), _WORD.findall(after)
    left, right = list[Piece](), list[Piece]()
    for step, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for side, words in ((left, one[start:end]), (right, other[first:last])):
            if words:
                side.append(Piece("".join(words), step != "equal"))
    return Row("changed", tuple(left), tuple(right))


def _said(tree: Tree) -> Iterator[_Said]:
    """Every block in words, numbers left out: they follow from the order."""
    dictionary = dictionary_of(tree)
    yield _Said("", tree.title)
    for own in tree.fields:
        yield _Said(own.name, field_in_words(own))
    for block in everything(tree.blocks):
        yield _Said(block.id, block_in_words(block, dictionary))
