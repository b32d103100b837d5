"""A report as data: columns, rows and the picture drawn from them. Pages and sheets are made from this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Cell = str | float | None
Kind = Literal["text", "count", "percent", "days", "hours", "minutes", "score", "difference"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` says what its numbers are: shares are kept as 0 to 1, times in the unit it names."""

    label: str
    kind: Kind = "count"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: column `value` of each row over column `label`, as bars or, over time, as weeks."""

    value: int
    label: int = 0
    shape: Literal["bars", "weeks"] = "bars"
    most: float | None = None
    """The value of a full bar; None: the largest there is."""


@dataclass(frozen=True, slots=True)
class Table:
    """One report's content. None in a cell: nothing to count, or too little to show; `total` is the sum of all rows.

    `remarks` are what people wrote, in no order that tells who.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    chart: Chart
    total: Sequence[Cell] | None = None
    note: str = ""
    remarks: Sequence[str] = ()


def share(part: int, whole: int) -> float | None:
    """A part of a whole as 0 to 1; None where there is no whole."""
    return part / whole if whole else None
