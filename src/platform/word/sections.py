"""A document in its sections: a heading, or what is numbered like one, and all that stands below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .tree import Block, ControlKind, ControlledBlocks, Paragraph, paragraphs_of

_ORDER = re.compile(
    r"\s*(第[一二三四五六七八九十百零〇○0-9０-９]{1,6}[条章节]|[一二三四五六七八九十]{1,3}、)\s*"
)
_PLAIN_ORDER = re.compile(r"[0-9]{1,3}[.、．]?")
_FIRST_WORDS = re.compile(r"[^：:。；;，,\n]{1,30}")
_LONGEST_TITLE = 30


@dataclass(frozen=True, slots=True)
class Section:
    """`number` as printed or typed, `title` without it; `blocks` begin with the paragraph that both stand in.

    What stands before the first one is a section without number and title. `place`: its first paragraph.
    """

    number: str
    title: str
    blocks: tuple[Block, ...]
    place: int

    @property
    def text(self) -> str:
        """What is printed in it, a line for each paragraph."""
        return "\n".join(one.text for one in paragraphs_of(self.blocks))


def sections(blocks: tuple[Block, ...]) -> tuple[Section, ...]:
    """The document's sections in their order; every block is in one of them."""
    flat = tuple(_flat(blocks))
    starts = [at for at, block in enumerate(flat) if _begins(block)]
    if not starts:  # a document that numbers its clauses 1. 2. 3.
        starts = [at for at, block in enumerate(flat) if _begins_plainly(block)]
    bounds = [*starts, len(flat)]
    found = [_section(flat[start:end]) for start, end in pairwise(bounds)]
    before = flat[: bounds[0]]
    return (*((Section("", "", before, _place(before)),) if before else ()), *found)


def _flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """A clause may well stand inside a control; the table of contents names all of them and is none."""
    for block in blocks:
        if isinstance(block, ControlledBlocks) and block.control.kind is not ControlKind.BUILDING_BLOCK:
            yield from _flat(block.blocks)
        else:
            yield block


def _begins(block: Block) -> bool:
    if not isinstance(block, Paragraph) or block.bullet or block.style.lower().startswith(("toc ", "目录")):
        return False
    if not block.text.strip():
        return False
    is_counted = _ORDER.fullmatch(block.number) if block.number else _ORDER.match(block.text)
    return bool(block.heading) or (is_counted is not None and not block.level)


def _begins_plainly(block: Block) -> bool:
    is_counted = isinstance(block, Paragraph) and not block.level and block.text.strip() != ""
    return is_counted and isinstance(block, Paragraph) and _PLAIN_ORDER.fullmatch(block.number) is not None


def _section(blocks: tuple[Block, ...]) -> Section:
    first = blocks[0]
    text = first.text if isinstance(first, Paragraph) else ""
    number = first.number if isinstance(first, Paragraph) else ""
    if not number and (typed := _ORDER.match(text)) is not None:
        number, text = typed[1], text[typed.end() :]
    title = text.strip()
    if len(title) > _LONGEST_TITLE:  # the whole clause stands in its first paragraph
        begun = _FIRST_WORDS.match(title)
        title = "" if begun is None else begun[0].strip()
    return Section(number, title, blocks, _place(blocks))


def _place(blocks: tuple[Block, ...]) -> int:
    return next((one.place for one in paragraphs_of(blocks)), 0)
