"""Every awkward sheet gives the counts that an HR person would expect, or names what it misses."""

import csv
import io
import time
from datetime import date, datetime
from typing import Any

import pytest
from huiyin.tenants.hiring.imports.cells import Row, Sheet
from huiyin.tenants.hiring.imports.faulty_sheet import faulty_workbook
from huiyin.tenants.hiring.imports.plan import ImportPlan, plan_import
from huiyin.tenants.hiring.imports.workbook import read_sheets
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.support import awkward
from tests.support.awkward import Awkward, book

EVERY = awkward.every()


def read(sheet: Awkward, said: dict[str, str] | None = None) -> ImportPlan:
    return plan_import(read_sheets(sheet.data, sheet.filename), said or {}, lambda _phone: None)


@pytest.mark.parametrize("name", EVERY)
def test_counts_and_names(name: str) -> None:
    sheet = EVERY[name]
    plan = read(sheet)
    reasons = [
        (row.row.number, row.verdict, [finding.message for finding in row.findings])
        for rows in (plan.people, plan.scores)
        for row in rows
        if row.findings
    ]
    assert plan.blocked is (sheet.counts is None)
    if sheet.counts is not None:
        found = {key: value for key, value in plan.counts().items() if key in sheet.counts}
        assert found == sheet.counts, reasons
    assert tuple(column.heading for _tab, column in plan.unmapped) == sheet.unmapped


def test_values_are_read_as_people_mean_them() -> None:
    people = read(EVERY["values"]).people
    assert [person.name for person in people[:4]] == ["张三", "李想", "王芳", "𬭎𠮷"]
    assert people[0].email == "a@x.com" and people[0].applied_on == date(2026, 9, 3)
    assert people[1].note.endswith("内推") and people[1].pay_high == 20_000
    assert people[1].available_on == date(2026, 9, 3) and people[1].applied_on is None
    assert people[2].pay_low == 25_000 and people[2].applied_on == date(2026, 10, 7)
    assert people[2].note == "😀"
    assert people[3].available_on is None and len(people[3].note) == 2_000
    assert people[6].name == "Anna Lee"
    assert people[6].pay_low is None and len(people[6].vacancy) == 60
    for row in people:
        assert all(finding.message for finding in row.findings)
        assert row.verdict != "faulty" or any(finding.level == "error" for finding in row.findings)


def test_the_heading_says_the_unit_and_the_scale() -> None:
    assert {person.pay_low for person in read(EVERY["both_in_one"]).people} == {18_000}
    cards = read(EVERY["scores"]).scores
    assert {str(score) for score in cards[0].scores.values()} == {"8", "8.5"}
    assert set(cards[0].scores) == {"沟通能力", "专业技能", "稳定性"}


def test_a_person_says_what_unknown_columns_are() -> None:
    said = {"评!D": "dimension", "评!E": "dimension"}
    plan = read(EVERY["unknown_scores"], said)
    assert plan.counts()["scorecards"] == 6
    assert set(plan.scores[0].scores) == {"气场", "默契"}
    assert all(column.like_scores for _tab, column in read(EVERY["unknown_scores"]).unmapped)


def test_two_columns_for_one_field_ask_where_it_matters() -> None:
    rows = [("李想", "否", "13800000001", "销售"), ("王芳", "是", "13800000002", "销售")]
    data = book({"表": [("姓名", "联系方式", "电话", "岗位"), *rows]})
    plan = read(Awkward("a.xlsx", data, None))
    assert not plan.blocked and plan.counts()["people"] == 2  # only one holds numbers
    data = book({"表": [("候选人", "应聘者", "手机", "岗位"), ("李想", "王芳", "13800000001", "销售")]})
    assert read(Awkward("a.xlsx", data, None)).tabs[0].ambiguous == ("name",)
    chosen = read(Awkward("a.xlsx", data, None), {"表!B": "name"})
    assert chosen.people[0].name == "王芳"


def test_a_wrong_size_in_the_file_loses_no_row() -> None:
    import zipfile

    source = zipfile.ZipFile(io.BytesIO(EVERY["headings_plain"].data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.endswith("sheet1.xml"):
                data = data.replace(b'<dimension ref="A1:C13"', b'<dimension ref="A1"')
            target.writestr(item, data)
    assert out.getvalue() != EVERY["headings_plain"].data
    assert read(Awkward("a.xlsx", out.getvalue(), None)).counts()["people"] == 12


@pytest.mark.parametrize("name", ["values", "scores", "both_in_one"])
def test_a_mended_faulty_sheet_comes_in(name: str) -> None:
    """Every reason mended, nothing is faulty any more; unmended, it is refused again for the same reasons."""
    plan = read(EVERY[name])
    data = faulty_workbook(plan)
    bad = [row for row in plan.people if row.verdict == "faulty"]
    here = {row.phone: row.name for row in plan.people if row.verdict == "person"}
    again = plan_import(read_sheets(data, "f.xlsx"), {}, here.get)
    assert [row.verdict for row in again.people] == ["faulty"] * len(bad)
    made = load_workbook(io.BytesIO(data))
    for sheet in made:
        headings = [cell.value for cell in sheet[1]]
        for number, cells in enumerate(sheet.iter_rows(min_row=2), start=1):
            fixes = {
                "姓名": f"改{chr(0x4E00 + number)}",
                "手机号": f"1369999{number:04d}",
                "应聘岗位": "销售",
            }
            for cell, heading in zip(cells, headings, strict=True):
                if sheet.title != "评" and heading in fixes:
                    cell.value = fixes[heading]
    out = io.BytesIO()
    made.save(out)
    mended = read(Awkward("g.xlsx", out.getvalue(), None)) if bad else None
    assert mended is None or [row.verdict for row in mended.people] == ["person"] * len(bad)


def test_five_thousand_rows_take_seconds() -> None:
    sheet = awkward.large()
    began = time.perf_counter()
    assert read(sheet).counts()["scorecards"] == 5_000
    assert time.perf_counter() - began < 60  # 3 s alone on two cores; only an explosion shall fail


anything: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(),
    st.sampled_from(["13800000001", "李想", "18k", "面议", "8/10", "2026年9月3日", "=1+1", "0/0", "1e999", "²", "１", "年薪", "/"]),
)  # fmt: skip
HEADINGS = [
    "姓名", "手机号", "应聘岗位", "邮箱", "期望薪资(万)", "投递日期", "可到岗日期", "备注", "面试轮次", "面试官", "面试时间",
    "沟通能力(5分)", "专业技能", "星座", "", "总分", "年龄",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(HEADINGS), max_size=10),
    st.lists(st.lists(anything, max_size=10), max_size=8),
    st.lists(st.lists(anything, max_size=4), max_size=4),
)
def test_any_cells_are_planned_and_add_up(
    headings: list[str], rows: list[list[Any]], other: list[list[Any]]
) -> None:
    grid = [tuple(headings), *map(tuple, rows)]
    sheets = tuple(
        Sheet(title, tuple(Row(number, tuple(cells)) for number, cells in enumerate(lines, 1)))
        for title, lines in (("一", grid), ("二", other))
    )
    plan = plan_import(sheets, {}, lambda _phone: None)
    counts = plan.counts()
    assert counts["people"] + counts["duplicates"] + counts["faulty"] == counts["rows"]
    assert counts["scorecards"] + counts["score_duplicates"] + counts["score_faulty"] == counts["score_rows"]
    assert plan_import(sheets, {}, lambda _phone: None) == plan or any(
        cell != cell for row in [*rows, *other] for cell in row
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 5), st.sampled_from(["销售", "店员"]))))
def test_everybody_already_here_is_nobody_new(rows: list[tuple[str, int, str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [["姓名", "手机号", "岗位"], *[[f"李{n}", f"1380000000{p}", post] for n, p, post in rows]]
    )
    sheets = read_sheets(text.getvalue().encode(), "a.csv")
    first = plan_import(sheets, {}, lambda _phone: None)
    here = {row.phone: row.name for row in first.people if row.verdict == "person"}
    second = plan_import(sheets, {}, here.get)
    assert second.counts()["people"] == 0
    assert second.counts()["faulty"] == first.counts()["faulty"]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    from huiyin.tenants.hiring.imports.workbook import SheetUnreadableError

    for name in ("a.csv", "a.xlsx"):
        try:
            plan_import(read_sheets(data, name), {}, lambda _phone: None)
        except SheetUnreadableError as refused:
            assert str(refused)


def test_a_moment_that_is_no_date_is_left_blank() -> None:
    data = book(
        {
            "表": [
                ("姓名", "手机号", "岗位", "到岗日期"),
                ("李想", "13800000001", "销售", datetime(1905, 1, 1)),
            ]
        }
    )
    person = read(Awkward("a.xlsx", data, None)).people[0]
    assert person.verdict == "person" and person.available_on is None
