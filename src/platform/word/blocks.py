"""Paragraphs, tables and controls, one below the other: what a part of a document, a cell or a box holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .context import REVISIONS, Part
from .controls import content_control
from .document import Why
from .markup import MC, M, W, branches, child, is_on, local, number, plain, value
from .numbering import Number
from .paragraphs import ParagraphReader
from .styles import outline_level
from .tables import TableReader
from .tree import Block, ControlledBlocks, Formula, Inline, PageBreak, Paragraph

_TRANSPARENT = {"customXml", "smartTag"}


@dataclass(slots=True)
class _Holder:
    """Blocks while they are read; `joining`: inlines of paragraphs whose mark is not there, and their places."""

    blocks: list[Block] = field(default_factory=list)
    joining: list[Inline] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


class BlockReader:
    """Reads the blocks of one part, from its beginning to its end: lists are counted on the way."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._place = 0
        self._sections = 0

    def read(self, elements: Iterable[Element]) -> tuple[Block, ...]:
        """What stands in a body, a cell, a note, a box."""
        holder = _Holder()
        self._all(elements, holder)
        self._end_joining(holder)
        return tuple(holder.blocks)

    def _all(self, elements: Iterable[Element], holder: _Holder) -> None:
        for element in elements:
            if element.tag.startswith(W):
                self._word(element, local(element), holder)
            elif element.tag == MC + "AlternateContent":
                self._all(branches(element), holder)
            elif element.tag == M + "oMathPara":
                # A formula beside the paragraphs: it stands in none, so that its signs are said to.
                holder.blocks.append(Paragraph((Formula(plain(element)),), 0))

    def _word(self, element: Element, name: str, holder: _Holder) -> None:
        if name == "p":
            self._paragraph(element, holder)
        elif name == "tbl":
            self._end_joining(holder)
            table = TableReader(self._part, self._place, self.read).read(element)
            if table is not None:
                holder.blocks.append(table)
        elif name == "sdt":
            self._end_joining(holder)
            content = child(element, "sdtContent")
            inside = self.read(() if content is None else content)
            holder.blocks.append(ControlledBlocks(content_control(element), inside))
        elif name in REVISIONS:
            if self._part.is_taken_away(name):
                self._part.take_away(element, self._place)
            else:
                self._all(element, holder)
        elif name in _TRANSPARENT:
            self._all(element, holder)

    def _paragraph(self, element: Element, holder: _Holder) -> None:
        place = self._place = self._part.places[element]
        marked = self._part.is_marked_away(child(element, "pPr", "rPr"))
        properties = self._part.properties(element, "pPr")
        # Numbers stand in the order of the file: before those of a text box that is anchored here.
        style = self._part.styles.of(properties)
        number = None if marked else self._number(properties)
        inlines = ParagraphReader(self._part, place, self.read).read(element)
        if marked:
            holder.joining += inlines
            holder.places.append(place)
            return
        if is_on(child(properties, "pageBreakBefore")) or (
            style.new_page and child(properties, "pageBreakBefore") is None
        ):
            holder.blocks.append(PageBreak())
        outline = child(properties, "outlineLvl")
        heading = style.heading if outline is None else outline_level(outline)
        holder.blocks.append(
            Paragraph(
                (*holder.joining, *inlines),
                place,
                heading,
                "" if number is None else number.text,
                None if number is None else number.level,
                number is not None and number.bullet,
                style.name,
                tuple(holder.places),
            )
        )
        holder.joining, holder.places = [], []
        if child(element, "pPr", "sectPr") is not None:
            self._end_section(holder)

    def _number(self, properties: Element | None) -> Number | None:
        style = self._part.styles.of(properties)
        own = child(properties, "numPr")
        num = value(child(own, "numId")) or style.num
        if num is None:
            return None
        level = child(own, "ilvl")
        at = style.level if level is None else number(level)
        found = self._part.numbering.next(num, at, value(child(properties, "pStyle")))
        if found is not None and found.unknown:
            self._part.leave(Why.NUMBERING, f"{found.text} ({found.unknown})", self._place)
        return found

    def _end_joining(self, holder: _Holder) -> None:
        """Paragraphs were to be joined to one that does not come: they stay, for what they say."""
        if any(holder.joining):
            first, *others = holder.places
            holder.blocks.append(Paragraph(tuple(holder.joining), first, joined=tuple(others)))
        holder.joining, holder.places = [], []

    def _end_section(self, holder: _Holder) -> None:
        """Whether a new page begins is said by the section that begins."""
        self._sections += 1
        if self._sections < len(self._part.new_pages) and self._part.new_pages[self._sections]:
            holder.blocks.append(PageBreak())
