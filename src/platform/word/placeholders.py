"""What is to be filled in: drawn blanks, content controls, form fields and merge fields, each with the words before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .tree import (
    Blank,
    Block,
    Control,
    ControlledBlocks,
    ControlledText,
    Field,
    Inline,
    Paragraph,
    Table,
    Text,
    TextBox,
)

_LONGEST_LABEL = 20


class PlaceholderKind(StrEnum):
    """What a placeholder is in the file."""

    BLANK = "blank"
    CONTROL = "control"
    FORM_FIELD = "form_field"
    MERGE_FIELD = "merge_field"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something to be filled in.

    `label`: the words before it in its paragraph, at most twenty signs; `name`: what the file calls it; `text`: what stands
    there now; `place`: its paragraph.
    """

    kind: PlaceholderKind
    label: str
    name: str
    text: str
    control: Control | None
    place: int


def placeholders(blocks: tuple[Block, ...]) -> Iterator[Placeholder]:
    """All of them, in the order of the file."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from _in_paragraph(block.inlines, block.place, [""])
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        if cell.control is not None:
                            yield _control(cell.control, "", cell.blocks)
                        yield from placeholders(cell.blocks)
            case ControlledBlocks():
                yield _control(block.control, "", block.blocks)
                yield from placeholders(block.blocks)


def _in_paragraph(inlines: tuple[Inline, ...], place: int, before: list[str]) -> Iterator[Placeholder]:
    """Those of a paragraph; `before` holds the words so far since the last one."""
    for one in inlines:
        found = _placeholder(one, before[0], place)
        if found is not None:
            yield found
            before[0] = ""
        match one:
            case Text():
                before[0] = (before[0] + one.text)[-_LONGEST_LABEL:]
            case ControlledText():
                yield from _in_paragraph(one.inlines, place, [""])
            case Field() if found is None:
                yield from _in_paragraph(one.result, place, before)
            case TextBox():
                yield from placeholders(one.blocks)


def _placeholder(one: Inline, before: str, place: int) -> Placeholder | None:
    label = before.strip()
    match one:
        case Blank():
            return Placeholder(PlaceholderKind.BLANK, label, "", one.text, None, place)
        case ControlledText():
            text = Paragraph(one.inlines, place).text
            return Placeholder(PlaceholderKind.CONTROL, label, one.control.name, text, one.control, place)
        case Field(kind="MERGEFIELD"):
            text = Paragraph(one.result, place).text
            return Placeholder(PlaceholderKind.MERGE_FIELD, label, one.name, text, None, place)
        case Field(control=Control() as control):
            text = Paragraph(one.result, place).text or control.chosen
            return Placeholder(PlaceholderKind.FORM_FIELD, label, one.name, text, control, place)
    return None


def _control(control: Control, label: str, blocks: tuple[Block, ...]) -> Placeholder:
    first = next((one for one in blocks if isinstance(one, Paragraph)), None)
    text = "" if first is None else first.text
    return Placeholder(
        PlaceholderKind.CONTROL, label, control.name, text, control, 0 if first is None else first.place
    )
