"""Sheets: what comes in, what not and why, and that the counts add up."""

import csv
import io
from typing import Any

import pytest
from huiyin.tenants.hiring.imports.faulty_sheet import faulty_workbook
from huiyin.tenants.hiring.imports.plan import ImportPlan, plan_import
from huiyin.tenants.hiring.imports.workbook import SheetUnreadableError, read_sheets
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook


def plan(
    people: list[tuple[Any, ...]], scores: list[tuple[Any, ...]] | None = None, **known: str
) -> ImportPlan:
    tabs: dict[str, list[tuple[Any, ...]]] = {"候选人": [("登记表",), PEOPLE, *people]}
    if scores is not None:
        tabs["面试评分"] = [SCORES, *scores]
    return plan_import(read_sheets(workbook(tabs), "a.xlsx"), {}, known.get)


def test_title_row_blank_lines_and_phones_of_every_kind() -> None:
    rows = [
        person("李想", "138 0000 0001"), (), person("王芳", 13800000002), person("陈伟", "+8613800000003"),
        person("张𬭎", "’13800000004"), person("欧阳䶮", "１３８００００００５"[:9] + "05"),
    ]  # fmt: skip
    found = plan(rows)
    assert [row.verdict for row in found.people] == ["person"] * 5
    assert found.people[1].phone == "+8613800000002"


def test_the_same_person_twice_is_a_duplicate_and_another_name_is_asked_about() -> None:
    found = plan(
        [person("李想", "13800000001"), person("李 想", "138-0000-0001"), person("李相", "13800000001")]
    )
    assert [row.verdict for row in found.people] == ["person", "duplicate", "faulty"]
    assert "姓名不同" in found.people[2].findings[-1].message


def test_an_unreadable_optional_value_comes_in_with_a_warning() -> None:
    found = plan([person("李想", "13800000001", pay="面议", email="无", available="上周三")])
    row = found.people[0]
    assert row.verdict == "person"
    assert (row.pay_low, row.email, row.available_on) == (None, None, None)
    assert [finding.level for finding in row.findings] == ["warning"] * 3


@pytest.mark.parametrize(
    "row", [person("", "13800000001"), person("李想", "1380000"), person("李想", "13800000001", "")]
)
def test_what_cannot_be_a_candidate_goes_out(row: tuple[Any, ...]) -> None:
    assert [item.verdict for item in plan([row]).people] == ["faulty"]


def test_scores_in_every_form_and_what_is_refused() -> None:
    people = [person("李想", "13800000001")]
    cards = [
        score("李想", "13800000001", "8分", "9/10"),
        score("李想", "13800000001", 8, 9),
        score("李想", "13800000001", 12, 6, by="赵峰"),
        score("李想", "13800000001", 7, None, by="孙博"),
        score("李想", "13900000009", 7, 7),
        score("李响", "13800000001", 7, 7, by="周敏"),
    ]
    found = plan(people, cards)
    assert [row.verdict for row in found.scores] == [
        "scorecard", "duplicate", "faulty", "scorecard", "faulty", "faulty",
    ]  # fmt: skip
    assert "超出" in found.scores[2].findings[0].message
    assert found.scores[3].scores["专业技能"] is None


def test_somebody_already_here_is_a_duplicate_and_may_be_scored() -> None:
    phone = "+8613800000001"
    found = plan([person("李想", "13800000001")], [score("李想", "13800000001", 8, 8)], **{phone: "李想"})
    assert (found.people[0].verdict, found.scores[0].verdict) == ("duplicate", "scorecard")


def test_headings_are_named_not_guessed() -> None:
    data = workbook(
        {
            "表": [
                ("候选人姓名*", "联系电话（必填）", "意向岗位", "星座"),
                ("李想", "13800000001", "前端", "白羊"),
            ]
        }
    )
    found = plan_import(read_sheets(data, "a.xlsx"), {}, lambda _phone: None)
    assert [column.heading for column in found.tabs[0].unmapped] == ["星座"]
    assert found.counts()["people"] == 1


def test_a_missing_column_blocks_until_a_person_says_which_it_is() -> None:
    data = workbook({"表": [("姓名", "手机号", "想做什么"), ("李想", "13800000001", "前端")]})
    sheets = read_sheets(data, "a.xlsx")
    assert plan_import(sheets, {}, lambda _phone: None).blocked
    said = plan_import(sheets, {"表!C": "post"}, lambda _phone: None)
    assert said.people[0].vacancy == "前端"


def test_the_faulty_sheet_can_be_read_again_and_holds_no_formula() -> None:
    found = plan([person("=1+1李", "1380000"), person("李想", "13800000001")])
    again = plan_import(read_sheets(faulty_workbook(found), "b.xlsx"), {}, lambda _phone: None)
    assert not again.blocked
    assert [row.verdict for row in again.people] == ["faulty"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"not a sheet", "a.txt"), (b"PK\x03\x04broken", "a.xlsx"), (b"\xd0\xcf\x11\xe0x", "a.xls")],
)
def test_other_files_are_refused_in_plain_words(data: bytes, name: str) -> None:
    with pytest.raises(SheetUnreadableError):
        read_sheets(data, name)


def test_csv_in_gb18030() -> None:
    data = "姓名,手机号,应聘岗位\n李想,13800000001,前端\n".encode("gb18030")
    assert plan_import(read_sheets(data, "a.csv"), {}, lambda _phone: None).counts()["people"] == 1


cells = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.sampled_from(["13800000001", "李想", "18k"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[cells] * 4), max_size=8))
def test_the_counts_always_add_up(rows: list[tuple[Any, ...]]) -> None:
    text = [
        ["姓名", "手机号", "应聘岗位", "期望薪资"],
        *[["" if c is None else str(c) for c in row] for row in rows],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(text)
    counts = plan_import(
        read_sheets(out.getvalue().encode("utf-8", "replace"), "a.csv"), {}, lambda _p: None
    ).counts()
    assert counts["people"] + counts["duplicates"] + counts["faulty"] == counts["rows"]
