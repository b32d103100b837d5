"""Every text is in every catalogue, and what is kept in parts is read in the reader's language."""

import ast
from collections.abc import Iterator
from decimal import Decimal

import pytest
from babel.messages.catalog import Catalog
from huiyin.platform.http.language import local_path
from huiyin.platform.i18n import LOCALES, LazyText, current_locale, gettext, lazy
from huiyin.tenants.contracts.law.findings import Finding
from huiyin.tenants.hiring.decisions.rule import Card, average_rule, decide

from tools import texts
from tools.untranslated import untranslated


@pytest.fixture
def english() -> Iterator[None]:
    token = current_locale.set("en")
    yield
    current_locale.reset(token)


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_the_catalogue_is_complete(locale: str) -> None:
    kept = texts.read(texts.CATALOGUES / locale / "LC_MESSAGES" / "messages.po")
    source = texts.extract()
    assert len(source) > 700
    assert list(texts.problems(kept, source)) == []


def test_a_gap_a_doubt_and_another_placeholder_are_found() -> None:
    source, kept = Catalog(), Catalog(locale="en")
    for text in ("缺", "疑 {n}", "异 {n}", "好 {n}"):
        source.add(text)
    kept.add("疑 {n}", "{n}", flags=["fuzzy"])
    kept.add("异 {n}", "{name}")
    kept.add("好 {n}", "{n}")
    kept.add("旧", "old")
    assert [problem.split(":")[0] for problem in texts.problems(kept, source)] == [
        "missing", "fuzzy", "other placeholders", "no longer said",
    ]  # fmt: skip


def test_a_kept_sentence_is_read_in_the_readers_language(english: None) -> None:
    cards = [Card({"沟通能力": Decimal(9), "专业技能": Decimal("6.5")})]
    said = decide(average_rule(1, Decimal(7)), cards).explanation
    again = LazyText.from_json(said.to_json())
    assert str(again) == "Line 2: average 7.75 ≥ 7 (沟通能力 9、专业技能 6.5); marked Pass"
    current_locale.set("zh_CN")
    assert str(again) == "第 2 条：平均分 7.75 ≥ 7（沟通能力 9、专业技能 6.5），标记通过"


def test_a_finding_keeps_its_parts(english: None) -> None:
    finding = Finding(
        "LC10-1",
        lazy("印刷"),
        "warning",
        "x",
        lazy("没有填写{field}。").format(field=lazy("附件")),
        lazy("请填写。"),
    )
    assert Finding.from_json(finding.to_json()) == finding
    assert str(finding.message) == "Attachments is not filled in."
    assert str(LazyText.from_json("一句旧话 {")) == "一句旧话 {"  # what was kept before it had parts


def test_the_empty_text_is_not_the_catalogues_header(english: None) -> None:
    assert gettext("") == "" and str(LazyText("")) == ""


def test_the_rule_finds_what_bypasses_gettext() -> None:
    code = '"""说明"""\nfrom x import _\na = _("好")\nb = f"坏 {a}"\nc = "坏"\nd = lazy("好").format(n=1)\n'
    assert [line for line, _said in untranslated("src/portal/x.py", ast.parse(code))] == [5, 4]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "//evil.test/",
        "https://evil.test/",
        "/\\evil.test",
        "evil",
        "/a//b",
        "/\r\nX: y",
        "javascript:1",
        "\x01/",
    ],
)
def test_a_change_of_language_never_leads_elsewhere(asked: str) -> None:
    assert local_path(asked) == "/"


def test_a_change_of_language_comes_back() -> None:
    assert local_path("/hr/candidates?q=%E5%BC%A0&page=2") == "/hr/candidates?q=%E5%BC%A0&page=2"
