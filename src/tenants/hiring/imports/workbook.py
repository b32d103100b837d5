"""Reading an uploaded sheet safely: .xlsx or .csv, as cells; nothing in it is ever evaluated."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from ....platform.formats.cleaning import cleaned
from ....platform.i18n import gettext as _
from .cells import Row, Sheet
from .merged_cells import filled_down, merged_ranges

MOST_BYTES = 10_000_000
_MOST_UNPACKED = 200_000_000
_MOST_ROWS = 50_000
_MOST_COLUMNS = 200
_MOST_SIGNS = 32_767  # what a cell of .xlsx holds; a .csv knows no limit
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FAILED_FORMULAS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}


class SheetUnreadableError(ValueError):
    """The file is not a sheet we can read; the text says why, in the user's language."""


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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _MOST_UNPACKED:
                raise SheetUnreadableError(_("文件解压后过大，请拆分后分批导入。"))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except SheetUnreadableError:
        raise
    except Exception as problem:  # openpyxl raises whatever its parsers raise
        raise SheetUnreadableError(_("文件已损坏或不是有效的 Excel 文件，请重新另存后再试。")) from problem
    try:
        return tuple(_tab(book, sheet) for sheet in book.worksheets)
    except SheetUnreadableError:
        raise
    except Exception as problem:
        raise SheetUnreadableError(_("文件已损坏或不是有效的 Excel 文件，请重新另存后再试。")) from problem
    finally:
        book.close()


def _tab(book: Any, sheet: Any) -> Sheet:
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, (), hidden=True)
    sheet.reset_dimensions()  # some programs write a wrong size, and all rows after it would be lost
    rows = _rows(sheet.iter_rows(values_only=True))
    return Sheet(sheet.title, filled_down(rows, merged_ranges(book, sheet)))


def _read_csv(data: bytes) -> Sheet:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",\t;，", key=first.count)
    try:
        return Sheet("CSV", _rows(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
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


def _rows(lines: Iterable[Iterable[Any]]) -> tuple[Row, ...]:
    """The rows that hold anything: a sheet may well be painted down to its very last line."""
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = tuple(_clean(cell) for cell in islice(line, _MOST_COLUMNS))
        if all(cell is None or cell == "" for cell in cells):
            continue
        if len(rows) == _MOST_ROWS:
            raise SheetUnreadableError(_("超过 50,000 行，请拆分后分批导入。"))
        rows.append(Row(number, cells))
    return tuple(rows)


def _clean(cell: Any) -> Any:
    """A cell without what no database, PDF or sheet can hold; a formula that failed has no value."""
    if not isinstance(cell, str):
        return cell
    if cell in _FAILED_FORMULAS:
        return None
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if "_x" in cell else cell
    return cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))[:_MOST_SIGNS]
