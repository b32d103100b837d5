"""The picture of a table: where each bar stands. Drawn as SVG by the template, without a script.

Widths are per cent and heights pixels: nothing is scaled, so that its words stay legible on a phone.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ....platform.i18n import gettext as _
from ....tenants.hiring.reports.table import Cell, Column, Table

_BARS, _WEEKS = 12, 53
_LABEL_WIDTH = 30
_LABELS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar: `size` 0 to 100 (None: nothing is known), what it says, and, over time, its place from the left."""

    label: str
    size: float | None
    said: str
    left: float = 0.0
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """All bars with the title and the description that are read aloud; `width` is a week's bar in per cent."""

    shape: str
    title: str
    description: str
    marks: Sequence[Mark]
    top: str
    width: float = 0.0


def picture(table: Table, title: str) -> Picture | None:
    """The picture of a table; None where there is nothing to draw."""
    chart, column = table.chart, table.columns[table.chart.value]
    rows = list(table.rows)[-_WEEKS:] if chart.shape == "weeks" else list(table.rows)[:_BARS]
    values = [_number(row[chart.value]) for row in rows]
    known = [value for value in values if value is not None]
    if not known:
        return None
    most = chart.most or max(map(abs, known)) or 1.0
    each = 100 / len(rows)
    every = -(-len(rows) // _LABELS)
    marks = [
        Mark(
            label=_short(str(row[chart.label])),
            size=None if value is None else min(abs(value) / most * 100, 100.0),
            said=said(row[chart.value], column),
            left=each * place,
            shown=place % every == 0,
        )
        for place, (row, value) in enumerate(zip(rows, values, strict=True))
    ]
    low, high = min(known), max(known)
    description = _("{n} 项，{column}最低 {low}，最高 {high}。数据见下表。").format(
        n=len(rows), column=column.label, low=said(low, column), high=said(high, column)
    )
    return Picture(
        chart.shape,
        _("{title}：{column}").format(title=title, column=column.label),
        description,
        marks,
        said(most, column),
        each,
    )


def said(cell: Cell, column: Column) -> str:
    """A cell as people read it."""
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    return _FORMS[column.kind].format(cell)


_FORMS = {
    "text": "{}",
    "count": "{:,.0f}",
    "percent": "{:.0%}",
    "days": "{:,.1f}",
    "hours": "{:,.1f}",
    "minutes": "{:,.1f}",
    "score": "{:.2f}",
    "difference": "{:+.2f}",
}


def _number(cell: Cell) -> float | None:
    return None if cell is None or isinstance(cell, str) else float(cell)


def _short(label: str) -> str:
    """A label that fits above its bar on a phone: an em for a Chinese character, half for a Latin one."""
    room = _LABEL_WIDTH
    for place, character in enumerate(label):
        room -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < 0:
            return label[:place].rstrip() + "…"
    return label
