"""A template as it is printed for certain values: what holds, in its order, counted, line by line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ....platform.i18n import mark
from .numbering import listed, numeral
from .tree import (
    Annex,
    Block,
    Break,
    Clause,
    Condition,
    Field,
    Heading,
    List,
    Run,
    Runs,
    Sign,
    Table,
    Test,
    Text,
    Tree,
    When,
)

Holds = Callable[[Test], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is printed, or a table: `block` is what it comes from, `clause` what it is called in findings, `number` what is
    counted before it, `cells` its text: one, or those of the table, row by row, and last the field whose rows follow."""

    block: Block
    clause: str
    number: str
    cells: tuple[tuple[Text | Field, ...], ...]


def lines(tree: Tree, holds: Holds) -> Iterator[Line]:
    """What is printed, in its order."""
    yield from _Printer(holds).blocks(tree.blocks)


def everywhere(_test: Test) -> bool:
    """For whoever looks at all that a template can print."""
    return True


class _Printer:
    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._heading = self._item = self._annexes = 0
        self._called = mark("全文")

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[Line]:
        for block in blocks:
            match block:
                case Condition():
                    if self._holds(block.test):
                        yield from self.blocks(block.blocks)
                case Annex():
                    yield from self._annex(block)
                case Heading():
                    self._heading, self._item = self._heading + 1, 0
                    self._called = (
                        f"第{numeral(self._heading)}条"  # rules: allow untranslated – as the contract has it
                    )
                    yield self._line(block, f"{self._called} ", (Text(block.text),))
                case Clause():
                    yield self._clause(block)
                case List():
                    for number, runs in enumerate(block.items, 1):
                        yield self._line(block, listed(block.style, number), runs)
                case Table():
                    yield self._table(block)
                case Break() | Sign():
                    yield Line(block, self._called, "", ())

    def _annex(self, annex: Annex) -> Iterator[Line]:
        self._annexes += 1
        self._heading = self._item = 0
        self._called = f"附件《{annex.title}》"  # rules: allow untranslated – as the contract has it
        number = f"附件{numeral(self._annexes)} "  # rules: allow untranslated – as the contract has it
        yield self._line(annex, number, (Text(annex.title),))
        yield from self.blocks(annex.blocks)

    def _clause(self, clause: Clause) -> Line:
        if not clause.numbered:
            return self._line(clause, "", clause.runs)
        self._item += 1
        number = f"{self._heading}.{self._item}" if self._heading else f"{self._item}."
        return Line(clause, number, f"{number} ", (tuple(self._flat(clause.runs)),))

    def _line(self, block: Block, number: str, runs: Runs) -> Line:
        return Line(block, self._called, number, (tuple(self._flat(runs)),))

    def _table(self, table: Table) -> Line:
        cells = [tuple(self._flat(runs)) for row in table.rows for runs in row]
        if table.rows_of:
            cells.append((Field(table.rows_of),))
        return Line(table, self._called, "", tuple(cells))

    def _flat(self, runs: tuple[Run, ...]) -> Iterator[Text | Field]:
        for run in runs:
            if not isinstance(run, When):
                yield run
            elif self._holds(run.test):
                yield from self._flat(run.runs)
