"""Reading an uploaded sheet safely: .xlsx or .csv, as cells; nothing in it is ever evaluated."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from ....platform.files import FileRefusedError
from ....platform.formats.archives import ArchiveError, open_archive
from ....platform.formats.cleaning import cleaned
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .cells import Row, Sheet
from .merged_cells import MOST_RANGES, filled_down, merged_ranges

MOST_BYTES = 10_000_000
_MOST_UNPACKED = 200_000_000
_MOST_TABS = 100
_MOST_LINES = 1_048_576  # what a tab of .xlsx can have: blank ones are looked at too
_MOST_ROWS = 50_000
_MOST_COLUMNS = 200
_MOST_TEXT = 20_000_000  # signs in all cells of a file
_MOST_MERGED = 10_000_000  # cells in merged ranges of a tab: every one of the rows that are read
_MOST_SIGNS = 32_767  # what a cell of .xlsx holds; a .csv knows no limit
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FAILED_FORMULAS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}


class SheetUnreadableError(FileRefusedError):
    """The file is not a sheet we can read; the text says why."""

    field = "sheet"

    def __init__(self, text: LazyText) -> None:
        super().__init__(text)
        self.text = text


_TOO_MUCH = _("文件解压后过大，请拆分后分批导入。")
_DAMAGED = _("文件已损坏或不是有效的 Excel 文件，请重新另存后再试。")


def read_sheets(data: bytes, filename: str) -> tuple[Sheet, ...]:
    """Every tab of the file.

    Raises:
        SheetUnreadableError: too large, damaged, encrypted, or of another kind.
    """
    if len(data) > MOST_BYTES:
        raise SheetUnreadableError(_("文件超过 10 MB，请拆分后分批导入。"))
    if data[:4] == b"PK\x03\x04":
        return _read_xlsx(data)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetUnreadableError(_("这是旧版 .xls 或加密的文件，请另存为未加密的 .xlsx 再导入。"))
    if filename.lower().endswith((".csv", ".tsv")):
        return (_read_csv(data),)
    raise SheetUnreadableError(_("无法识别的文件，请上传 .xlsx 或 .csv。"))


def _read_xlsx(data: bytes) -> tuple[Sheet, ...]:
    try:
        open_archive(data, most_bytes=_MOST_UNPACKED).close()
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except ArchiveError as refused:
        raise SheetUnreadableError(_DAMAGED if refused.damaged else _TOO_MUCH) from refused
    except MemoryError:
        raise
    except Exception as problem:  # openpyxl raises whatever its parsers raise
        raise SheetUnreadableError(_DAMAGED) from problem
    try:
        if len(book.worksheets) > _MOST_TABS:
            raise SheetUnreadableError(_("超过 100 个工作表，请只留下要导入的。"))
        reading = _Cells()
        return tuple(_tab(reading, book, sheet) for sheet in book.worksheets)
    except (SheetUnreadableError, MemoryError):
        raise
    except Exception as problem:
        raise SheetUnreadableError(_DAMAGED) from problem
    finally:
        book.close()


def _tab(reading: "_Cells", book: Any, sheet: Any) -> Sheet:
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, (), hidden=True)
    sheet.reset_dimensions()  # some programs write a wrong size, and all rows after it would be lost
    ranges = merged_ranges(book, sheet)
    # More cells than there can be: ranges that overlap, which no program writes.
    if len(ranges) > MOST_RANGES or sum(bottom - top for _column, top, bottom in ranges) > _MOST_MERGED:
        raise SheetUnreadableError(_("合并的单元格太多，请取消合并后再导入。"))
    rows = reading.rows(sheet.iter_rows(values_only=True))
    return Sheet(sheet.title, filled_down(rows, ranges))


def _read_csv(data: bytes) -> Sheet:
    text = _decoded(data)
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    separator = max(",\t;，", key=first.count)
    try:
        return Sheet("CSV", _Cells().rows(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except csv.Error as problem:
        raise SheetUnreadableError(_("CSV 文件的格式有误，请用表格软件另存后再试。")) from problem


def _decoded(data: bytes) -> str:
    utf_16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")  # what Excel calls Unicode text
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadableError(_("CSV 文件的编码无法识别，请另存为 UTF-8。"))


class _Cells:
    """Takes the cells of one file, tab by tab, and stops where there is more than a list of people can hold."""

    def __init__(self) -> None:
        self._text = 0

    def rows(self, lines: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
        """The rows that hold anything: a sheet may well be painted down to its very last line, but not beyond."""
        rows: list[Row] = []
        for number, line in enumerate(lines, start=1):
            if number > _MOST_LINES:
                raise SheetUnreadableError(_("超过 1,048,576 行（空行也算），请删去多余的行再导入。"))
            cells = self._cells(line) if line else ()
            if not cells:
                continue
            if len(rows) > _MOST_ROWS:  # the heading is no person
                raise SheetUnreadableError(_("超过 50,000 行，请拆分后分批导入。"))
            rows.append(Row(number, cells))
        return tuple(rows)

    def _cells(self, line: Sequence[Any]) -> tuple[Any, ...]:
        """The cells of a line up to the last that holds anything."""
        cells = list(islice(line, _MOST_COLUMNS))
        while cells and (cells[-1] is None or _clean(cells[-1]) in (None, "")):
            cells.pop()
        cells = [_clean(cell) for cell in cells]
        self._text += sum(len(cell) for cell in cells if isinstance(cell, str))
        if self._text > _MOST_TEXT:
            raise SheetUnreadableError(_TOO_MUCH)
        return tuple(cells)


def _clean(cell: Any) -> Any:
    """A cell without what no database, PDF or sheet can hold; a formula that failed has no value."""
    if not isinstance(cell, str):
        return cell
    if cell in _FAILED_FORMULAS:
        return None
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if "_x" in cell else cell
    return cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))[:_MOST_SIGNS]
