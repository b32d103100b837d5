"""Tables: where each cell begins and how far it reaches."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from .context import Part
from .controls import content_control
from .markup import W, child, is_on, local, number, value
from .tree import Block, Cell, Control, Row, Table

_MOST_COLUMNS = 1_000  # Word has 63
_HOLDERS = {"customXml", "ins", "moveTo"}  # around rows or cells, and no control


@dataclass(slots=True)
class _Merged:
    """A cell that those below may belong to: in which row it stands, and at which place there."""

    row: int
    at: int
    columns: int


class TableReader:
    """Reads one table; `blocks` reads what stands in its cells."""

    def __init__(
        self, part: Part, place: int, blocks: Callable[[Iterable[Element]], tuple[Block, ...]]
    ) -> None:
        self._part = part
        self._place = place
        self._blocks = blocks
        self._rows: list[tuple[list[Cell], bool, Control | None]] = []
        self._above: dict[int, _Merged] = {}

    def read(self, table: Element) -> Table | None:
        """The table; None where no row is left of it."""
        for row, control in _held(table, "tr", None):
            properties = child(row, "trPr")
            if self._part.is_marked_away(properties):
                self._part.take_away(row, self._place)
            else:
                self._row(row, control)
        if not self._rows:
            return None
        grid = child(table, "tblGrid")
        declared = 0 if grid is None else len(grid.findall(W + "gridCol"))
        reached = max((cell.column + cell.columns for cells, _, _ in self._rows for cell in cells), default=0)
        rows = tuple(Row(tuple(cells), heading, control) for cells, heading, control in self._rows)
        return Table(max(declared, reached), rows)

    def _row(self, row: Element, control: Control | None) -> None:
        properties = self._part.properties(row, "trPr")
        cells: list[Cell] = []
        self._rows.append((cells, is_on(child(properties, "tblHeader")), control))
        column = max(0, min(number(child(properties, "gridBefore")), _MOST_COLUMNS))
        for element, held_by in _held(row, "tc", None):
            if self._part.is_marked_away(child(element, "tcPr")):
                self._part.take_away(element, self._place)
                continue
            column = self._cell(element, column, held_by)

    def _cell(self, element: Element, column: int, control: Control | None) -> int:
        """Read a cell that begins at a column; where the next one does. What a merged cell hides is not read: it is counted."""
        properties = self._part.properties(element, "tcPr")
        columns = max(1, min(number(child(properties, "gridSpan"), default=1), _MOST_COLUMNS))
        cells = self._rows[-1][0]
        if _merge(properties, "hMerge") == "continue" and cells:
            cells[-1] = replace(cells[-1], columns=cells[-1].columns + columns)
            return column + columns
        merge = _merge(properties, "vMerge")
        above = self._above.get(column)
        if merge == "continue" and above is not None and above.columns == columns:
            row = self._rows[above.row][0]
            row[above.at] = replace(row[above.at], rows=row[above.at].rows + 1)
            return column + columns
        for covered in range(column, column + columns):
            self._above.pop(covered, None)
        if merge:
            self._above[column] = _Merged(len(self._rows) - 1, len(cells), columns)
        cells.append(Cell(column, columns, 1, self._blocks(element), control))
        return column + columns


def _merge(properties: Element | None, name: str) -> str:
    """How a cell is merged: "", "restart", "continue" (what a `w:vMerge` without a value says)."""
    merge = child(properties, name)
    return "" if merge is None else value(merge, default="continue")


def _held(holder: Element, name: str, control: Control | None) -> Iterator[tuple[Element, Control | None]]:
    """The rows of a table or cells of a row, with the content control around them."""
    for element in holder:
        if element.tag == W + name:
            yield element, control
        elif element.tag == W + "sdt":
            content = child(element, "sdtContent")
            if content is not None:
                yield from _held(content, name, content_control(element))
        elif element.tag.startswith(W) and local(element) in _HOLDERS:
            yield from _held(element, name, control)
