"""A Word file as lines and tables, one below the other: boxes and notes behind what they hang on, what is no text put aside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .....platform.word import Note, WordDocument
from .....platform.word.tree import (
    Block,
    Cell,
    Control,
    ControlKind,
    ControlledBlocks,
    Mark,
    NoteMark,
    PageBreak,
    Paragraph,
    Table,
    Text,
    TextBox,
    inlines_of,
    paragraphs_of,
)
from .ledger import COMMENTS, ENDNOTES, FOOTNOTES, Ledger, Source, Why, leave_all, said
from .pieces import (
    Made,
    NewLine,
    NewPage,
    Piece,
    gap_of,
    is_gap,
    text_of,
    together,
    tokens_of,
    trimmed,
    with_dates,
)

_CONTENTS = ("toc ", "目录")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `number`: as Word counts it, `bullet`: it is a sign; `plain`: words and nothing else, a note or a row."""

    at: Source
    pieces: tuple[Piece, ...]
    number: str = ""
    bullet: bool = False
    heading: int | None = None
    bold: bool = False
    plain: bool = False

    @property
    def text(self) -> str:
        """Its words, with a sign for each gap."""
        return text_of(self.pieces)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: of each row the cells by column, and what stood in tables inside them."""

    at: Source
    columns: int
    rows: tuple[dict[int, tuple[Line, ...]], ...]
    nested: dict[int, tuple["Item", ...]]

    @property
    def text(self) -> str:
        """Its words."""
        lines = (line for row in self.rows for cell in row.values() for line in cell)
        return "\n".join(line.text for line in lines)


Item = Line | Grid | NewPage


def read_flow(document: WordDocument, ledger: Ledger) -> list[Item]:
    """The document from its first line to its last; what is printed beside the text is noted as left."""
    flow = _Flow(ledger, {(one.endnote, one.note): one for one in document.notes})
    found = list(flow.read(document.blocks, document.main))
    for one in document.running:
        why = Why.FOOTER if one.footer else Why.HEADER
        leave_all(ledger, why, paragraphs_of(one.blocks), one.part)
    for comment in document.comments:
        leave_all(ledger, Why.COMMENT, paragraphs_of(comment.blocks), COMMENTS, comment.author)
    for note in flow.notes.values():
        leave_all(ledger, Why.NOTE, paragraphs_of(note.blocks), _part(note))
    return found


def _part(note: Note) -> str:
    return ENDNOTES if note.endnote else FOOTNOTES


@dataclass(slots=True)
class _Flow:
    """`notes`: those that nothing has called yet."""

    ledger: Ledger
    notes: dict[tuple[bool, str], Note]

    def read(self, blocks: Iterable[Block], part: str) -> Iterator[Item]:
        for block in blocks:
            match block:
                case Paragraph():
                    yield from self._paragraph(block, part)
                case Table():
                    yield from self._table(block, part)
                case PageBreak():
                    yield NewPage()
                case ControlledBlocks():
                    yield from self._controlled(block, part)

    def _controlled(self, block: ControlledBlocks, part: str) -> Iterator[Item]:
        inside = list(paragraphs_of(block.blocks))
        if block.control.kind is ControlKind.BUILDING_BLOCK and any(map(_is_of_contents, inside)):
            leave_all(self.ledger, Why.CONTENTS, inside, part)
        elif is_gap(block.control) and inside:
            yield self._empty(block.control, inside, part)
        else:
            yield from self.read(block.blocks, part)

    def _empty(self, control: Control, inside: list[Paragraph], part: str) -> Line:
        """The hint of a control that nobody has filled in."""
        for one in inside:
            self.ledger.take((part, one.place), said(one.inlines))
        return Line((part, inside[0].place), (gap_of(control, ()),))

    def _paragraph(self, paragraph: Paragraph, part: str) -> Iterator[Item]:
        at = part, paragraph.place
        if _is_of_contents(paragraph):
            self.ledger.leave(Why.CONTENTS, said(paragraph.inlines), at)
        else:
            yield from self._lines(paragraph, at)
        for one in inlines_of(paragraph.inlines):
            if isinstance(one, TextBox):
                yield from self.read(one.blocks, part)
            elif isinstance(one, NoteMark) and (one.endnote, one.note) in self.notes:
                yield from self._note(self.notes.pop((one.endnote, one.note)))

    def _lines(self, paragraph: Paragraph, at: Source) -> Iterator[Item]:
        pieces: list[Piece] = []
        first = True
        for token in (*tokens_of(paragraph, at, self.ledger), NewLine()):
            if not isinstance(token, NewLine | NewPage):
                pieces.append(token)
                continue
            words = trimmed(with_dates(together(pieces)))
            if words:
                yield _line(paragraph, at, words, first=first)
                first = False
            if isinstance(token, NewPage):
                yield token
            pieces = []

    def _note(self, note: Note) -> Iterator[Item]:
        for item in self.read(note.blocks, _part(note)):
            if isinstance(item, Line):
                yield Line(item.at, (Made("（"), *item.pieces, Made("）")), plain=True)
            else:
                yield item

    def _table(self, table: Table, part: str) -> Iterator[Item]:
        places = sorted({cell.column for row in table.rows for cell in row.cells})
        if len(places) == 1:  # a frame around the text
            for row in table.rows:
                for cell in row.cells:
                    yield from self._cell(cell, part)
            return
        rows: list[dict[int, tuple[Line, ...]]] = []
        nested: dict[int, tuple[Item, ...]] = {}
        for at, row in enumerate(table.rows):
            items = {places.index(cell.column): list(self._cell(cell, part)) for cell in row.cells}
            rows.append(
                {at: tuple(one for one in found if isinstance(one, Line)) for at, found in items.items()}
            )
            inside = tuple(one for found in items.values() for one in found if isinstance(one, Grid))
            if inside:
                nested[at] = inside
        first = next(paragraphs_of((table,)), None)
        yield Grid((part, first.place if first else 0), len(places), tuple(rows), nested)

    def _cell(self, cell: Cell, part: str) -> Iterator[Item]:
        inside = list(paragraphs_of(cell.blocks))
        if cell.control is not None and is_gap(cell.control) and inside:
            yield self._empty(cell.control, inside, part)
        else:
            yield from self.read(cell.blocks, part)


def _line(paragraph: Paragraph, at: Source, pieces: tuple[Piece, ...], *, first: bool) -> Line:
    texts = [one for one in paragraph.inlines if isinstance(one, Text) and one.text.strip()]
    bold = bool(texts) and all(Mark.BOLD in one.marks for one in texts)
    if not first:  # after a line break nothing is counted, and nothing is a heading
        return Line(at, pieces, bold=bold)
    return Line(at, pieces, paragraph.number, paragraph.bullet, paragraph.heading, bold)


def _is_of_contents(paragraph: Paragraph) -> bool:
    return paragraph.style.lower().startswith(_CONTENTS)
