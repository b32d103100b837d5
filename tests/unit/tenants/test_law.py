"""The law: the paper's vectors, the nine mandatory items, prohibited phrases, the rule."""

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from huiyin.tenants.contracts.contract_templates.markdown import read_markdown
from huiyin.tenants.contracts.contract_templates.structure import check_template
from huiyin.tenants.contracts.law.findings import Finding, blocking
from huiyin.tenants.contracts.law.periods import (
    double_pay_span,
    last_day,
    may_be_deleted,
    reaches,
)
from huiyin.tenants.contracts.law.rules import check_terms
from huiyin.tenants.contracts.law.terms import Terms
from huiyin.tenants.contracts.minimum_wages.types import MinimumWage
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
START = date(2026, 1, 1)


def terms(**changed: object) -> Terms:
    values: dict[str, object] = {
        "kind": "fixed", "start": START, "end": date(2028, 12, 31), "employment_start": START,
        "probation_end": None, "wage": D(10000), "probation_wage": D(10000), "location": "上海市",
        "duties": "负责后端服务的设计、开发和维护", "work_system": "标准", "work_approval": "", "pay_day": 10,
    }  # fmt: skip
    return Terms(**(values | changed))  # type: ignore[arg-type]


def errors(minimum: str = "2540", **changed: object) -> list[str]:
    wage = MinimumWage("310000", D(minimum), date(2025, 7, 1), verified_on=START)
    return [f.rule for f in blocking(check_terms(terms(**changed), today=date(2025, 12, 1), minimum=wage))]


@pytest.mark.parametrize(
    ("kind", "end", "probation_end", "expected"),
    [
        ("fixed", "2028-12-30", "2026-03-31", ["LC19-1"]), ("fixed", "2028-12-31", "2026-06-30", []),
        ("fixed", "2028-12-30", "2026-02-28", []), ("fixed", "2026-12-31", "2026-02-28", []),
        ("fixed", "2026-12-30", "2026-02-28", ["LC19-1"]), ("fixed", "2026-12-30", "2026-01-31", []),
        ("fixed", "2026-03-31", "2026-01-31", []), ("fixed", "2026-03-30", None, []),
        ("task", None, "2026-01-31", ["LC19-3"]), ("open", None, "2026-06-30", []),
        ("fixed", "2026-06-30", "2026-06-30", ["LC19-4"]),
    ],
)  # fmt: skip
def test_probation(kind: str, end: str | None, probation_end: str | None, expected: list[str]) -> None:
    days = {
        "end": end and date.fromisoformat(end),
        "probation_end": probation_end and date.fromisoformat(probation_end),
    }
    assert errors(kind=kind, **days) == expected


@pytest.mark.parametrize(
    ("wage", "probation", "expected"),
    [("10000", "8000", []), ("9999", "7999.20", []), ("9999", "7999", ["LC20-1"])],
)
def test_probation_pay(wage: str, probation: str, expected: list[str]) -> None:
    assert errors(wage=D(wage), probation_wage=D(probation), probation_end=date(2026, 3, 31)) == expected


def test_minimum_wage_and_what_a_remedy_says() -> None:
    assert errors(wage=D(2500)) == ["LC20-2"]
    wage = MinimumWage("310000", D(2740), date(2025, 7, 1), verified_on=START)
    found = check_terms(
        terms(end=date(2028, 12, 30), probation_end=date(2026, 3, 31)), today=START, minimum=wage
    )
    assert "2026-02-28" in str(next(f.remedy for f in found if f.rule == "LC19-1"))


def test_a_second_probation_and_a_child() -> None:
    assert errors(earlier_probation=True, probation_end=date(2026, 3, 31)) == ["LC19-2"]
    assert errors(birth=date(2011, 1, 1)) == ["AGE-1"]


def test_periods() -> None:
    assert last_day(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert reaches(START, date(2028, 12, 31), 36) and not reaches(START, date(2028, 12, 30), 36)
    assert not may_be_deleted(date(2026, 5, 31), date(2028, 5, 31))
    assert may_be_deleted(date(2026, 5, 31), date(2028, 6, 1))
    assert double_pay_span(date(2026, 3, 1)) == (date(2026, 4, 1), date(2027, 2, 28))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60), st.integers(1, 60))
def test_longer_periods_end_later(start: date, one: int, other: int) -> None:
    assert (last_day(start, one) < last_day(start, other)) == (one < other)


def body(name: str = "fixed_tech") -> str:
    return (files("huiyin.tenants.contracts.contract_templates.built_in") / f"{name}.md").read_text("utf-8")


def found(text: str) -> list[Finding]:
    return [placed.finding for placed in check_template(read_markdown(text))]


@pytest.mark.parametrize("name", ["fixed_tech", "fixed_sales", "open_ended"])
def test_our_templates_pass(name: str) -> None:
    assert found(body(name)) == []


@pytest.mark.parametrize("item", range(1, 10))
def test_each_missing_mandatory_item_is_found(item: int) -> None:
    broken = body().replace(f"<!--clause:LC17-{item}-->", "")
    assert f"LC17-{item}" in [finding.rule for finding in found(broken)]


@pytest.mark.parametrize(
    "phrase",
    [
        "乙方入职时交纳押金500元",
        "乙方自愿放弃社会保险",
        "工伤自负",
        "怀孕即解除合同",
        "提前离职须支付违约金",
        "末位淘汰自动解除合同",
    ],
)
def test_prohibited_phrases(phrase: str) -> None:
    broken = body().replace("<!--clause:LC17-9-->", f"<!--clause:LC17-9-->\n9.9 {phrase}。")
    assert [
        finding
        for finding in found(broken)
        if phrase[-2:] in str(finding.message) or finding.level == "error"
    ]


def test_an_unknown_blank_is_found() -> None:
    assert "T2" in [finding.rule for finding in found(body() + "\n{{worker.zodiac}}")]


def codes(today: date = date(2025, 12, 1), **changed: object) -> set[str]:
    return {finding.code for finding in check_terms(terms(**changed), today=today, minimum=None)}


def test_the_other_rows_of_the_case_table() -> None:
    """N, D, T and R, and the P rows about people; P and W rows are tried by `huiyin law check`."""
    assert "NONCOMPETE_TOO_LONG" not in codes(noncompete_months=24)  # N01
    assert "NONCOMPETE_TOO_LONG" in codes(noncompete_months=25)  # N02
    begun = date(2026, 3, 1)
    assert "SIGNING_DUE" in codes(date(2026, 3, 31), employment_start=begun)  # D01
    assert "SIGNING_LATE" in codes(date(2026, 4, 1), employment_start=begun)
    assert "OPEN_TERM_DEEMED" not in codes(date(2027, 2, 28), employment_start=begun)
    assert "OPEN_TERM_DEEMED" in codes(date(2027, 3, 1), employment_start=begun)
    assert "OPEN_TERM_OWED" in codes(fixed_terms_before=2)  # T01
    assert "OPEN_TERM_OWED" not in codes(fixed_terms_before=2, asked_for_fixed=True)
    assert "PROBATION_NOT_ALLOWED" in codes(part_time=True, probation_end=date(2026, 1, 10))  # P21
    assert "PROBATION_TWICE" in codes(earlier_probation=True, probation_end=date(2026, 1, 31))  # P22
    assert not may_be_deleted(date(2026, 5, 31), date(2028, 5, 30))  # R01
    assert may_be_deleted(date(2026, 5, 31), date(2028, 6, 1))
