"""A table of a Word file as a template's table, or row by row as paragraphs where a template can have none like it."""

from collections.abc import Callable, Iterator

from ..tree import MOST_TEXT, Block, Clause, Runs, Table
from .flow import Grid, Line
from .ledger import Source
from .numbers import counted
from .pieces import GAP, Gap, Made, Piece, text_of
from .runs import joined

_MOST_COLUMNS, _MOST_ROWS, _MOST_HEAD, _MOST_RUNS = 8, 100, 200, 100
_NARROWEST, _WIDEST = 3, 12
_BETWEEN = Made(" | ")
MakeRuns = Callable[[Source, tuple[Piece, ...], str], Runs]
_Cell = list[tuple[Source, tuple[Piece, ...]]]
"""The paragraphs of a cell."""


def table_blocks(grid: Grid, runs: MakeRuns, new_id: Callable[[], str]) -> Iterator[Block]:
    """The table; or its rows as paragraphs, each followed by the tables that stood in it."""
    rows = [[_cell(row.get(at, ())) for at in range(grid.columns)] for row in grid.rows]
    if not grid.nested and _fits(grid, rows):
        yield _table(rows, runs, new_id())
        return
    for at, row in enumerate(rows):
        made = _row(row, grid.at, runs)
        if made:
            yield Clause(new_id(), made, numbered=False)
        for inside in grid.nested.get(at, ()):
            if isinstance(inside, Grid):
                yield from table_blocks(inside, runs, new_id)


def _table(rows: list[list[_Cell]], runs: MakeRuns, name: str) -> Table:
    head = _head(rows)
    if head is not None:
        for cell in rows[0]:
            _runs(cell, runs, "")
    body = rows if head is None else rows[1:]
    titles = head or ("",) * len(rows[0])
    return Table(
        name,
        titles,
        tuple(
            tuple(_runs(cell, runs, _before(row, at, titles)) for at, cell in enumerate(row)) for row in body
        ),
        tuple(_width(rows, at) for at in range(len(rows[0]))),
    )


def _cell(lines: tuple[Line, ...]) -> _Cell:
    """The paragraphs of a cell stand behind each other, with the numbers that Word counts before them."""
    found: _Cell = []
    for line in lines:
        number = counted(line.number, bullet=line.bullet)
        before = (" " if found else "") + (f"{number.text} " if number is not None else "")
        found.append((line.at, (Made(before), *line.pieces) if before else line.pieces))
    return found


def _runs(cell: _Cell, runs: MakeRuns, before: str) -> Runs:
    return joined(tuple(run for at, pieces in cell for run in runs(at, pieces, before)))


def _row(row: list[_Cell], at: Source, runs: MakeRuns) -> Runs:
    found: Runs = ()
    for place, cell in enumerate(row):
        if cell:
            found += (
                *(runs(at, (_BETWEEN,), "") if found else ()),
                *_runs(cell, runs, _before(row, place, ())),
            )
    return joined(found)


def _fits(grid: Grid, rows: list[list[_Cell]]) -> bool:
    cells = [[piece for _at, pieces in cell for piece in pieces] for row in rows for cell in row]
    size = sum(len(piece) for cell in cells for piece in cell if isinstance(piece, str))
    return (
        0 < grid.columns <= _MOST_COLUMNS
        and 0 < len(rows) <= _MOST_ROWS
        and size <= MOST_TEXT
        and all(len(cell) <= _MOST_RUNS for cell in cells)
    )


def _head(rows: list[list[_Cell]]) -> tuple[str, ...] | None:
    """The first row, where it is nothing but short words and others follow: a heading has no fields."""
    pieces = [[piece for _at, pieces in cell for piece in pieces] for cell in rows[0]]
    if len(rows) < 2 or any(isinstance(piece, Gap) for cell in pieces for piece in cell):
        return None
    words = tuple("".join(str(piece) for piece in cell) for cell in pieces)
    return words if any(words) and all(len(one) <= _MOST_HEAD for one in words) else None


def _before(row: list[_Cell], at: int, head: tuple[str, ...]) -> str:
    """The words that a blank at the beginning of a cell belongs to: beside it, else above it."""
    beside = "".join(text_of(pieces) for _at, pieces in row[at - 1]) if at else ""
    if beside.strip() and not beside.endswith(GAP):
        return f"{beside}："
    return f"{head[at]}：" if head and head[at] else ""


def _width(rows: list[list[_Cell]], at: int) -> int:
    return max(_NARROWEST, min(_WIDEST, max(_length(row[at]) for row in rows)))


def _length(cell: _Cell) -> int:
    return sum(len(one) if isinstance(one, str) else 4 for _at, pieces in cell for one in pieces)
