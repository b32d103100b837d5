"""The rows that could not come in, as a sheet to be mended and imported again."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from .headings import Tab
from .plan import ImportPlan, PersonRow, ScoreRow
from .workbook import text_of

_MARK = PatternFill("solid", fgColor="FDECEA")
_HEAD = PatternFill("solid", fgColor="E3F2EF")


def faulty_workbook(plan: ImportPlan) -> bytes:
    """An .xlsx with the same tabs and headings, the original row number in front and the reason at the end.

    Every cell is text: a phone keeps its digits, and a value that begins with = stays a value.
    """
    book = Workbook(write_only=True)
    rows_of: dict[str, tuple[PersonRow, ...] | tuple[ScoreRow, ...]] = {
        "people": plan.people,
        "scores": plan.scores,
    }
    for tab in plan.tabs:
        _write(book, tab, [row for row in rows_of[tab.kind] if row.verdict == "faulty"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, tab: Tab, rows: list[PersonRow | ScoreRow]) -> None:
    sheet = book.create_sheet(tab.sheet.title)
    sheet.freeze_panes = "C2"
    headings = ["原行号", *(column.heading for column in tab.columns), "问题"]
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 46 if number == len(headings) else 16

    def cell(value: str, *, head: bool = False, mark: bool = False) -> Cell:
        made = WriteOnlyCell(sheet, value=value)
        made.data_type = "s"  # never a formula
        made.number_format = "@"
        made.quotePrefix = value[:1] in ("=", "+", "-", "@") and bool(value)
        if head:
            made.font, made.fill = Font(bold=True), _HEAD
        elif mark:
            made.fill = _MARK
        return made

    sheet.append([cell(heading, head=True) for heading in headings])
    for row in rows:
        wrong = {finding.column for finding in row.findings if finding.level == "error"}
        cells = [cell(str(row.row.number))]
        cells += [
            cell(text_of(row.row.cell(column.index)), mark=column.letter in wrong) for column in tab.columns
        ]
        reasons = "；".join(finding.message for finding in row.findings if finding.level == "error")
        sheet.append([*cells, cell(reasons, mark=True)])
