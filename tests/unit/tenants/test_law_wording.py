"""What a contract may not say, and what it may: tables of sentences, and the ways in which words are hidden."""

from importlib.resources import files
from pathlib import Path

import pytest
from huiyin.tenants.contracts.contract_templates.markdown import read_markdown
from huiyin.tenants.contracts.contract_templates.printing import everywhere
from huiyin.tenants.contracts.contract_templates.structure import check_template
from huiyin.tenants.contracts.contract_templates.wording import passages
from huiyin.tenants.contracts.law.catalogue.bans import BANS
from huiyin.tenants.contracts.law.findings import Finding
from huiyin.tenants.contracts.law.wording import Passage, check_wording, unlawful
from hypothesis import given
from hypothesis import strategies as st

TABLES = Path(__file__).parent / "law"


def rows(name: str) -> list[str]:
    lines = (TABLES / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


UNLAWFUL = [tuple(row.split("\t")) for row in rows("unlawful.txt")]
LAWFUL = rows("lawful.txt")
BODY = (files("huiyin.tenants.contracts.contract_templates.built_in") / "fixed_tech.md").read_text("utf-8")


@pytest.mark.parametrize(("code", "sentence"), UNLAWFUL, ids=[sentence[:24] for _code, sentence in UNLAWFUL])
def test_what_no_contract_may_say_is_found(code: str, sentence: str) -> None:
    assert code in unlawful(sentence)


@pytest.mark.parametrize("sentence", LAWFUL, ids=[sentence[:24] for sentence in LAWFUL])
def test_its_lawful_neighbours_pass(sentence: str) -> None:
    assert unlawful(sentence) == []


def test_the_tables_are_whole() -> None:
    assert len(UNLAWFUL) >= 120 and len(LAWFUL) >= 120
    assert {code for code, _sentence in UNLAWFUL} == {ban.code for ban in BANS}
    assert len({ban.code for ban in BANS}) == len(BANS)


@given(st.sampled_from(UNLAWFUL), st.sampled_from(LAWFUL))
def test_lawful_words_beside_them_switch_nothing_off(found: tuple[str, str], lawful: str) -> None:
    code, sentence = found
    assert code in unlawful(f"{lawful}；{sentence}。{lawful}")
    assert unlawful(f"{lawful}。{lawful}；{lawful}") == []


@given(st.sampled_from(UNLAWFUL), st.sampled_from([" ", "\u3000", "\u200b", "*", "\u00a0"]))
def test_spaces_and_signs_between_do_not_hide_them(found: tuple[str, str], between: str) -> None:
    code, sentence = found
    assert code in unlawful(between.join(sentence))


@given(st.sampled_from(UNLAWFUL))
def test_full_width_signs_do_not_hide_them(found: tuple[str, str]) -> None:
    code, sentence = found
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in sentence)
    assert code in unlawful(wide)


def read(values: dict[str, str], body: str = BODY) -> list[Finding]:
    return check_wording(passages(read_markdown(body), values, everywhere))


def test_a_finding_names_the_field_the_words_came_from() -> None:
    assert read({}) == []
    found = read({"job.duties": "负责设备维护，入职时缴纳押金500元", "work.hours": "周一至周五"})
    assert [(one.field, one.rule, one.level) for one in found] == [("job.duties", "LC9-1", "error")]
    assert "4.2" in str(found[0].message) and "押金" in str(found[0].message)
    assert "第九条" in str(found[0].article) and "不得" in str(found[0].remedy)
    mine = BODY.replace("## 第十一条", "乙方辞职须经甲方批准。\n\n## 第十一条")
    assert [(one.field, one.code) for one in read({}, mine)] == [("template", "MAY_NOT_LEAVE")]


def test_words_that_template_and_value_say_together_are_read_together() -> None:
    body = "5.1 乙方每周工作{{work.hours}}。\n6.1 乙方同意{{benefit.extra}}。"
    found = read({"work.hours": "七天", "benefit.extra": "放弃社会保险"}, body)
    assert [(one.field, one.code) for one in found] == [
        ("work.hours", "NO_REST"),
        ("benefit.extra", "INSURANCE_WAIVED"),
    ]


def test_an_annex_is_read_like_everything_else() -> None:
    annex = Passage("附件一", (("template", "岗位说明书\n负责投标保证金管理\n乙方须交纳工装押金"),))
    assert [(one.code, str(one.message)[:8]) for one in check_wording([annex])] == [
        ("DEPOSIT", "条款 附件一 含")
    ]


@pytest.mark.parametrize("name", ["fixed_tech", "fixed_sales", "open_ended"])
def test_our_templates_say_nothing_unlawful(name: str) -> None:
    body = (files("huiyin.tenants.contracts.contract_templates.built_in") / f"{name}.md").read_text("utf-8")
    assert check_template(read_markdown(body)) == []


def test_a_hostile_text_is_read_in_time() -> None:
    for sign in ("不", "甲方", "押金不", "乙方不得", "，", "违约金", "怀孕", "竞业限制"):
        unlawful(sign * 2000)
