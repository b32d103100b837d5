"""The catalogue: every rule of code stands in it, and speaks for its own vectors only when it should."""

import ast
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from huiyin.tenants.contracts.contract_templates.fields import TERM_FIELDS
from huiyin.tenants.contracts.law import catalogue
from huiyin.tenants.contracts.law.catalogue import RULES, Rule, rule_in_force
from huiyin.tenants.contracts.law.findings import LEVELS
from huiyin.tenants.contracts.law.rules import check_terms
from huiyin.tenants.contracts.law.terms import Terms
from huiyin.tenants.contracts.minimum_wages.types import MinimumWage

LAW = Path(catalogue.__file__).parents[1]
PLAIN = {
    "kind": "fixed", "start": "2026-01-01", "end": "2028-12-31", "employment_start": "2026-01-01", "probation_end": "",
    "wage": "10000", "probation_wage": "10000", "location": "上海市", "duties": "负责后端服务的设计、开发和维护",
    "work_system": "标准", "work_approval": "", "pay_day": "10", "work_hours": "周一至周五 9:00—18:00，午休一小时",
}  # fmt: skip
READ = {
    date: date.fromisoformat, date | None: date.fromisoformat, Decimal: Decimal, Decimal | None: Decimal,
    int: int, int | None: int, bool: bool, bool | None: lambda text: text == "yes", str: str,
}  # fmt: skip
KINDS = get_type_hints(Terms)


def said(**changed: str) -> set[str]:
    """The codes said of the plain contract with some of its terms changed."""
    texts = PLAIN | changed
    today = date.fromisoformat(texts.pop("today", "2025-12-01"))
    least = texts.pop("minimum", "2540")
    since = date(2025, 7, 1)
    wage = MinimumWage("310000", Decimal(least), since, verified_on=since) if least else None
    values = {
        name: None if text == "" and type(None) in get_args(KINDS[name]) else READ[KINDS[name]](text)
        for name, text in texts.items()
    }
    return {finding.code for finding in check_terms(Terms(**values), today=today, minimum=wage)}  # type: ignore[arg-type]


def test_a_plain_contract_is_lawful() -> None:
    assert said() == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_speaks_for_its_vector_and_not_beside_it(rule: Rule) -> None:
    assert rule.broken and rule.code in said(**rule.broken)
    assert rule.code not in said(**rule.kept)


def test_every_rule_of_code_stands_in_the_catalogue() -> None:
    spoken = {
        node.args[0].value
        for file in LAW.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
        if isinstance(node.args[0], ast.Constant)
    } | {"BASE_BELOW_MIN_WAGE", "BELOW_MIN_WAGE"}
    assert spoken == {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_whole(rule: Rule) -> None:
    inputs = {field.name for field in fields(Terms)} | {"today"}
    assert rule.level in LEVELS and set(rule.inputs) <= inputs and rule.since < date(2026, 1, 1)
    assert rule.beside in {*TERM_FIELDS, "template", "worker.id_number"}
    assert rule.article.source.startswith(("《", "法释")) and rule.remedy.source.endswith(("。", "}"))


def test_a_rule_holds_from_its_day_on() -> None:
    assert rule_in_force("EXPIRED_STILL_AT_WORK", date(2025, 8, 31)) is None
    assert rule_in_force("EXPIRED_STILL_AT_WORK", date(2025, 9, 1)) is not None
    with pytest.raises(KeyError):
        rule_in_force("NOTHING", date(2026, 1, 1))


@pytest.mark.parametrize("code", ["SIGNING_LATE", "SIGNING_DUE", "OPEN_TERM_DEEMED", "EXPIRED_STILL_AT_WORK"])
def test_alarms_do_not_block_what_mends_them(code: str) -> None:
    assert [rule.level for rule in RULES if rule.code == code] == ["alarm"]
