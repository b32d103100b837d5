"""How much of a sheet is looked at: lines seen are counted, and what they hold, not only the rows that are kept."""

import time

import pytest
from huiyin.tenants.hiring.imports import workbook as reading
from huiyin.tenants.hiring.imports.plan import plan_import
from huiyin.tenants.hiring.imports.workbook import SheetUnreadableError, read_sheets

from tests.support import bombs
from tests.support.bombs import SHEETS
from tests.support.sheets import workbook

# What these say of themselves is refused; the others are ended by what their process may cost.
WORDS = {
    "far_row": "1,048,576 行",
    "many_strings": "解压后过大",
    "unpacked": "解压后过大",
    "lying_size": "已损坏",
    "repeated_text": "解压后过大",
    "entities": "已损坏",
    "deep_markup": "已损坏",
    "many_entries": "解压后过大",
    "merged_ranges": "合并的单元格太多",
    "blank_lines": "1,048,576 行",
}


def test_every_bomb_is_here() -> None:
    assert set(WORDS) == set(SHEETS)


@pytest.mark.parametrize("name", WORDS)
def test_a_sheet_that_explodes_is_refused_in_words_and_soon(name: str) -> None:
    data = SHEETS[name].make()
    assert len(data) < 5_000_000
    began = time.process_time()
    with pytest.raises(SheetUnreadableError, match=WORDS[name]):
        read_sheets(data, SHEETS[name].filename)
    assert time.process_time() - began < 20


def test_a_sheet_painted_to_its_last_line_is_read() -> None:
    painted = bombs.xlsx(
        '<row r="2"><c r="A2" t="inlineStr"><is><t>李想</t></is></c><c r="B2"><v>13800000001</v></c>'
        '<c r="C2" t="inlineStr"><is><t>前端</t></is></c></row><row r="1048576"><c r="C1048576" s="0"/></row>'
    )
    (tab,) = read_sheets(painted, "a.xlsx")
    assert [row.number for row in tab.rows] == [1, 2]
    assert plan_import((tab,), {}, lambda _phone: None).counts()["people"] == 1


@pytest.mark.parametrize(("people", "taken"), [(50_000, True), (50_001, False)])
def test_as_many_people_are_read_as_it_says_the_heading_is_none(people: int, taken: bool) -> None:
    data = "姓名,手机号,应聘岗位\n".encode() + "李想,13800000001,前端\n".encode() * people
    if taken:
        assert len(read_sheets(data, "a.csv")[0].rows) == 1 + people
    else:
        with pytest.raises(SheetUnreadableError, match="超过 50,000 行"):
            read_sheets(data, "a.csv")


@pytest.mark.parametrize(("lines", "taken"), [(999, True), (1_001, False)])
def test_blank_lines_of_a_csv_count(monkeypatch: pytest.MonkeyPatch, lines: int, taken: bool) -> None:
    monkeypatch.setattr(reading, "_MOST_LINES", 1_000)
    data = "姓名,手机号,应聘岗位".encode() + b"\n" * lines
    if taken:
        assert len(read_sheets(data, "a.csv")[0].rows) == 1
    else:
        with pytest.raises(SheetUnreadableError, match="空行也算"):
            read_sheets(data, "a.csv")


def test_the_text_of_all_tabs_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_TEXT", 100)
    half = [("字" * 60,)]
    assert read_sheets(workbook({"甲": half}), "a.xlsx")
    with pytest.raises(SheetUnreadableError, match="过大"):
        read_sheets(workbook({"甲": half, "乙": half}), "a.xlsx")


def test_tabs_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_TABS", 2)
    with pytest.raises(SheetUnreadableError, match="工作表"):
        read_sheets(workbook({name: [("甲",)] for name in "甲乙丙"}), "a.xlsx")


def test_blank_cells_at_the_end_of_a_row_are_not_kept() -> None:
    (tab,) = read_sheets(workbook({"甲": [("甲", None, 0, "", None, "  ")]}), "a.xlsx")
    assert tab.rows[0].cells == ("甲", None, 0, None, None, "  ")
    (csv,) = read_sheets(b"a,,0,,\n", "a.csv")
    assert csv.rows[0].cells == ("a", "", "0")
