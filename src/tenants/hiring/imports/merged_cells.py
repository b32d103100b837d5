"""Merged cells: a value written once beside several rows counts for each of them."""

import re
from itertools import islice
from typing import Any

from openpyxl.utils import range_boundaries

from .cells import Row

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]{0,200}?\bref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\""
)
MOST_RANGES = 100_000
_TAIL = 16_000_000  # the ranges stand behind the cells; a longer list of them is no list of people


def merged_ranges(book: Any, sheet: Any) -> list[tuple[int, int, int]]:
    """Column (from 0), first and last row (from 1) of every range that spans several rows; one more than MOST_RANGES
    where there are more.

    openpyxl does not keep them when it reads row by row, which big sheets need.
    """
    path = getattr(sheet, "_worksheet_path", "")
    archive = getattr(book, "_archive", None)
    if archive is None or not path:
        return []
    found: list[tuple[int, int, int]] = []
    for match in islice(_MERGED.finditer(archive.read(path)[-_TAIL:]), MOST_RANGES + 1):
        left, top, _right, bottom = range_boundaries(match[1].decode())
        if left is not None and top is not None and bottom is not None and bottom > top:
            found.append((left - 1, top, bottom))
    return found


def filled_down(rows: tuple[Row, ...], ranges: list[tuple[int, int, int]]) -> tuple[Row, ...]:
    """The rows with each range's value in all its rows; a row that has nothing else stays blank.

    Only the first column is filled: a heading or a title that spans several columns is still one.
    """
    if not ranges or not rows:
        return rows
    values = {row.number: row for row in rows}
    added: dict[int, dict[int, Any]] = {}
    for column, top, bottom in ranges:
        if top not in values or (value := values[top].cell(column)) is None:
            continue
        for number in range(top + 1, min(bottom, rows[-1].number) + 1):
            if number in values and not values[number].blank:
                added.setdefault(number, {})[column] = value
    return tuple(_with(row, added.get(row.number, {})) for row in rows)


def _with(row: Row, added: dict[int, Any]) -> Row:
    if not added:
        return row
    cells = list(row.cells) + [None] * (max(added) + 1 - len(row.cells))
    for column, value in added.items():
        cells[column] = value
    return Row(row.number, tuple(cells))
