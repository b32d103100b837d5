"""A template filled with values: the blocks of a document. Values are data: nothing in them is interpreted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ....platform.documents import blocks as printed
from ....platform.documents.blocks import Filled, Plain, SignArea
from ....platform.i18n import LazyText
from .conditions import holds
from .fields import Dictionary, dictionary_of, rows_in
from .printing import Line, lines
from .tree import Annex, Break, Field, Heading, Sign, Table, Text, Tree


class MissingValueError(ValueError):
    """A blank has no value; `field` is its name, `label` what it is called."""

    def __init__(self, field: str, label: LazyText) -> None:
        super().__init__(field)
        self.field, self.label = field, label


@dataclass(frozen=True, slots=True)
class Facts:
    """What fills a template: `values` by blank, as they are printed; `known` the same as they were typed, for its conditions."""

    values: Mapping[str, str]
    known: Mapping[str, str]


def merge(tree: Tree, facts: Facts) -> tuple[str, tuple[printed.Block, ...]]:
    """Title and blocks of a template filled with facts.

    Raises:
        MissingValueError: a blank that is not inside a dropped condition has no value.
    """
    return tree.title, tuple(block for _id, block in merged(tree, facts))


def merged(tree: Tree, facts: Facts) -> list[tuple[str, printed.Block]]:
    """The same, each block with the id of the template's block that it comes from.

    Raises:
        MissingValueError: see `merge`.
    """
    dictionary = dictionary_of(tree)
    found = list(lines(tree, partial(holds, known=facts.known, dictionary=dictionary)))
    annexes = [_text(line) for line in found if isinstance(line.block, Annex)]
    listed = "；".join(annexes)  # rules: allow untranslated – goes into the contract
    filled = _Filled({**facts.values, "attachment.list": listed}, dictionary)
    made = [(line.block.id, block) for line in found for block in filled.blocks(line)]
    if not any(isinstance(line.block, Sign) for line in found):
        made.append(("", filled.sign_area))
    return made


@dataclass(frozen=True, slots=True)
class _Filled:
    values: Mapping[str, str]
    dictionary: Dictionary

    @property
    def sign_area(self) -> SignArea:
        return SignArea(self.values["employer.name"], self.values["worker.name"])

    def blocks(self, line: Line) -> Iterator[printed.Block]:
        match line.block:
            case Heading():
                yield printed.Heading(_text(line))
            case Annex():
                yield printed.Annex(_text(line))
            case Sign():
                yield self.sign_area
            case Break():
                yield printed.PageBreak()
            case Table():
                yield printed.Table(line.block.head, tuple(self._rows(line.block, line)), line.block.widths)
            case _:
                yield from (printed.Paragraph(runs) for runs in self._paragraphs(line))

    def _rows(self, table: Table, line: Line) -> Iterator[tuple[str, ...]]:
        across, cells = len(table.head), line.cells
        for first in range(0, across * len(table.rows), across):
            yield tuple(
                "".join(self._run(run).text for run in cell) for cell in cells[first : first + across]
            )
        if table.rows_of:
            for row in rows_in(self._value(table.rows_of)):
                yield (*row, *[""] * across)[:across]

    def _paragraphs(self, line: Line) -> Iterator[tuple[printed.Run, ...]]:
        """A line, filled; of one that is nothing but a blank, each line of its value is a paragraph."""
        (runs,) = line.cells
        alone = runs[0] if len(runs) == 1 and not line.number else None
        if isinstance(alone, Field) and "\n" in self.values.get(alone.name, ""):
            yield from ((Filled(part),) for part in self.values[alone.name].splitlines() if part.strip())
        else:
            yield _together(line.number, (self._run(run) for run in runs))

    def _run(self, run: Text | Field) -> printed.Run:
        return Plain(run.text) if isinstance(run, Text) else Filled(self._value(run.name))

    def _value(self, name: str) -> str:
        value = self.values.get(name, "")
        if not value.strip():
            raise MissingValueError(name, self.dictionary.label(name))
        return value


def _together(number: str, runs: Iterator[printed.Run]) -> tuple[printed.Run, ...]:
    """What is counted and fixed wording that stands side by side is one."""
    made: list[printed.Run] = [Plain(number)] if number else []
    for run in runs:
        if made and isinstance(run, Plain) and isinstance(made[-1], Plain):
            made[-1] = Plain(made[-1].text + run.text)
        else:
            made.append(run)
    return tuple(made)


def _text(line: Line) -> str:
    return line.number + "".join(run.text for run in line.cells[0] if isinstance(run, Text))
