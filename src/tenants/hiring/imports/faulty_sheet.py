"""The rows that could not come in, as a sheet to be mended and imported again."""

import io
import re

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from .cells import text_of
from .headings import LABELS, Column, Tab
from .plan import ImportPlan
from .rows import Finding, PersonRow, ScoreRow

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MARK = PatternFill("solid", fgColor="FDECEA")
_HEAD = PatternFill("solid", fgColor="E3F2EF")


def faulty_workbook(plan: ImportPlan) -> bytes:
    """An .xlsx with the same tabs and headings, the original row number in front and the reason at the end.

    Every cell is text: a phone keeps its digits, and a value that begins with = stays a value.
    """
    book = Workbook(write_only=True)
    for tab in plan.tabs:
        shared = [other for other in plan.tabs if other.sheet is tab.sheet]
        if tab is shared[0]:
            rows = [row for other in shared for row in _rows_of(plan, other) if row.verdict == "faulty"]
            _write(book, tab, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows_of(plan: ImportPlan, tab: Tab) -> tuple[PersonRow | ScoreRow, ...]:
    return plan.people if tab.kind == "people" else plan.scores


def _heading(column: Column) -> str:
    """The heading as it was, or what a person said it means: imported again, nobody is asked again."""
    return LABELS[column.field] if column.said and column.field in LABELS else column.heading


def _write(book: Workbook, tab: Tab, rows: list[PersonRow | ScoreRow]) -> None:
    sheet = book.create_sheet(_FORBIDDEN.sub(" ", tab.sheet.title)[:31])
    sheet.freeze_panes = "C2"
    headings = ["原行号", *(_heading(column) for column in tab.columns), "问题"]
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
    findings: dict[int, list[Finding]] = {}
    for row in rows:
        errors = [finding for finding in row.findings if finding.level == "error"]
        known = findings.setdefault(row.row.number, [])
        known += [finding for finding in errors if finding not in known]
    source = {row.row.number: row.row for row in rows}
    for number in sorted(findings):
        wrong = {finding.column for finding in findings[number]}
        cells = [cell(str(number))]
        cells += [
            cell(text_of(source[number].cell(column.index)), mark=column.letter in wrong)
            for column in tab.columns
        ]
        reasons = "；".join(finding.message for finding in findings[number])
        sheet.append([*cells, cell(reasons, mark=True)])
