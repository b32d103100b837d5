"""A table as an .xlsx file."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

_HEAD = PatternFill("solid", fgColor="E3F2EF")
Value = str | float | None


def sheet(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], widths: Sequence[int]
) -> bytes:
    """One sheet with a heading that stays in sight; numbers are numbers, and a text is never a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = "B2"
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width

    def cell(value: Value, *, head: bool = False) -> Cell:
        made = WriteOnlyCell(page, value=value)
        if isinstance(value, str):
            made.data_type, made.number_format = "s", "@"  # text, never a formula
            made.quotePrefix = value[:1] in ("=", "+", "-", "@") and bool(value)
        if head:
            made.font, made.fill = Font(bold=True), _HEAD
        return made

    page.append([cell(heading, head=True) for heading in headings])
    for row in rows:
        page.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
