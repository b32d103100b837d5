"""Reading an uploaded sheet safely: .xlsx or .csv, as cells; nothing in it is ever evaluated."""

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from ...platform.i18n import gettext as _

MOST_BYTES = 10_000_000
_MOST_UNPACKED = 200_000_000
_MOST_ROWS = 50_000
_MOST_COLUMNS = 200


class SheetUnreadableError(ValueError):
    """The file is not a sheet we can read; the text says why, in the user's language."""


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
    """One tab."""

    title: str
    rows: tuple[Row, ...]


def text_of(cell: Any) -> str:
    """A cell as the text a person sees: whole numbers without a decimal point, nothing for empty."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def column_letter(column: int) -> str:
    """0 → A, 26 → AA: how spreadsheets name a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


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
    if filename.lower().endswith(".csv"):
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
        return tuple(
            Sheet(sheet.title, _rows(sheet.iter_rows(values_only=True)))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        )
    except SheetUnreadableError:
        raise
    except Exception as problem:
        raise SheetUnreadableError(_("文件已损坏或不是有效的 Excel 文件，请重新另存后再试。")) from problem
    finally:
        book.close()


def _read_csv(data: bytes) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetUnreadableError(_("CSV 文件的编码无法识别，请另存为 UTF-8。"))
    return Sheet("CSV", _rows(csv.reader(io.StringIO(text, newline=""))))


def _rows(lines: Any) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if number > _MOST_ROWS:
            raise SheetUnreadableError(_("超过 50,000 行，请拆分后分批导入。"))
        rows.append(Row(number, tuple(cells[:_MOST_COLUMNS])))
    return tuple(rows)
