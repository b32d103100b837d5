"""What a sheet is made of, once read."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (from 1) and its cells."""

    number: int
    cells: tuple[Any, ...]

    def cell(self, column: int) -> Any:
        """The cell in a column (from 0); None past the row's end."""
        return self.cells[column] if column < len(self.cells) else None

    @property
    def blank(self) -> bool:
        return not any(text_of(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab. A hidden one is known by name only: templates keep their lists there, not people."""

    title: str
    rows: tuple[Row, ...]
    hidden: bool = False


def text_of(cell: Any) -> str:
    """A cell as the text a person sees: whole numbers without a decimal point, nothing for empty."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip(" \t\r\n\u3000\u200b\ufeff\xa0")


def column_letter(column: int) -> str:
    """0 → A, 26 → AA: how spreadsheets name a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
