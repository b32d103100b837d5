"""A Word document as plain data: what is printed, in the order in which it stands in the file.

A paragraph's `place` is the how-manieth paragraph of its part it is, text boxes and tables counted through: by it what was
read is compared with what the file holds, and a reader is told where something stood.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class View(StrEnum):
    """How open revisions are read."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Mark(StrEnum):
    """How words look, where it matters to what they say."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRUCK = "struck"
    HIDDEN = "hidden"
    """Stands in the file and is not printed."""


class ControlKind(StrEnum):
    """What may be put into a content control or a form field."""

    TEXT = "text"
    RICH_TEXT = "rich_text"
    DROPDOWN = "dropdown"
    COMBO_BOX = "combo_box"
    DATE = "date"
    CHECK_BOX = "check_box"
    PICTURE = "picture"
    REPEATING = "repeating"
    BUILDING_BLOCK = "building_block"
    """A part that Word makes itself: a table of contents, a cover."""


@dataclass(frozen=True, slots=True)
class Control:
    """What a content control or a form field says of itself.

    `empty`: it shows its hint and no value. `chosen`: of a form field's list, whose value does not stand in the text.
    """

    kind: ControlKind
    name: str = ""
    tag: str = ""
    choices: tuple[str, ...] = ()
    checked: bool | None = None
    empty: bool = False
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words that look the same; a tab is `\\t`, a line break `\\n`."""

    text: str
    marks: frozenset[Mark] = frozenset()


class BlankKind(StrEnum):
    """How a blank to be filled in is drawn."""

    LINE = "line"
    BRACKETS = "brackets"
    UNDERLINED = "underlined"
    """Spaces or tabs with a line below."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Where somebody is to write; `text`: the signs it is made of."""

    kind: BlankKind
    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A sign of a symbol font; `text`: the same in Unicode, "" where we know none."""

    font: str
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new page or column in the middle of a paragraph."""

    page: bool


@dataclass(frozen=True, slots=True)
class Code:
    """Words of a field's instruction: not printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `MERGEFIELD`, `PAGE`, `FORMTEXT`, …; `code` is what it says, `result` what was last printed for it."""

    kind: str
    name: str
    code: tuple["Inline", ...]
    result: tuple["Inline", ...]
    control: Control | None = None

    @property
    def instruction(self) -> str:
        """The instruction, without that of fields inside."""
        return "".join(one.text for one in self.code if isinstance(one, Code)).strip()


@dataclass(frozen=True, slots=True)
class ControlledText:
    """A content control inside a paragraph."""

    control: Control
    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere, on a click and never by themselves; `target` "" is inside the document."""

    target: str
    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where a footnote or an endnote is called."""

    endnote: bool
    note: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; `part` is where it lies in the file, "" for a drawn one."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, its signs in a line."""

    text: str


@dataclass(frozen=True, slots=True)
class TextBox:
    """What stands in a box beside or above the text; anchored here."""

    blocks: tuple["Block", ...]


Inline: TypeAlias = (
    Text
    | Blank
    | Symbol
    | Break
    | Code
    | Field
    | ControlledText
    | Link
    | NoteMark
    | Picture
    | Formula
    | TextBox
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a heading.

    `heading`: 0 the title, 1 to 9 a heading of that level, None neither. `number`: as printed before the first word, "" if
    none; `level`: of the list, from 0; `bullet`: the number is a sign, not a number. `joined`: the places of paragraphs
    that accepting or refusing has joined to this one.
    """

    inlines: tuple[Inline, ...]
    place: int
    heading: int | None = None
    number: str = ""
    level: int | None = None
    bullet: bool = False
    style: str = ""
    joined: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """What is printed in it, text boxes and the number left out."""
        return "".join(_printed(self.inlines))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `column` where it begins, from 0; how many `columns` and `rows` it takes."""

    column: int
    columns: int
    rows: int
    blocks: tuple["Block", ...]
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in a row; `heading`: repeated at the top of each page."""

    cells: tuple[Cell, ...]
    heading: bool = False
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of `columns` columns."""

    columns: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page between two blocks."""


@dataclass(frozen=True, slots=True)
class ControlledBlocks:
    """A content control around whole paragraphs or tables."""

    control: Control
    blocks: tuple["Block", ...]


Block: TypeAlias = Paragraph | Table | PageBreak | ControlledBlocks


def _printed(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for one in inlines:
        match one:
            case Text(text, marks):
                yield "" if Mark.HIDDEN in marks else text
            case Blank() | Formula() | Symbol():
                yield one.text
            case Field():
                yield from _printed(one.result)
            case ControlledText() | Link():
                yield from _printed(one.inlines)


def inlines_of(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Every inline, also of fields, controls and links, in the order of the file; not those of text boxes."""
    for one in inlines:
        yield one
        match one:
            case Field():
                yield from inlines_of(one.code)
                yield from inlines_of(one.result)
            case ControlledText() | Link():
                yield from inlines_of(one.inlines)


def paragraphs_of(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """Every paragraph, also in tables, controls and text boxes; one that holds a text box before what stands in the box."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block
                for one in inlines_of(block.inlines):
                    if isinstance(one, TextBox):
                        yield from paragraphs_of(one.blocks)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from paragraphs_of(cell.blocks)
            case ControlledBlocks():
                yield from paragraphs_of(block.blocks)
