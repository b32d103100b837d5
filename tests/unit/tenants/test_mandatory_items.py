"""Which imported clause may be which item of Art. 17: proposals with the words they rest on, never more."""

import re
from pathlib import Path

import pytest
from huiyin.tenants.contracts.law.mandatory_items import ITEMS, ImportedClause, propose_items

TEMPLATES = Path(__file__).resolve().parents[3] / "src/tenants/contracts/contract_templates/built_in"
CLAUSES = (
    ImportedClause(
        "前言",
        "",
        "甲方（用人单位）：______ 法定代表人：______ 乙方（劳动者）：______ 居民身份证号码：______",
    ),
    ImportedClause("一", "劳动合同期限", "本合同为固定期限，自____年__月__日起至____年__月__日止。"),
    ImportedClause("二", "工作内容和工作地点", "乙方从事______岗位，工作地点在【】。"),
    ImportedClause("三", "工 作 时 间", "实行标准工时制，每日工作不超过八小时。"),
    ImportedClause("四", "报酬", "月工资不低于试用期工资；甲方每月15日发薪。"),
    ImportedClause("五", "社保与福利", "甲方依法为乙方缴纳养老保险、医疗保险。"),
    ImportedClause("六", "劳动条件", "甲方提供劳动防护用品，告知职业病危害。"),
    ImportedClause("七", "其他", "甲方遵守女职工特殊保护的规定。"),
)


def test_each_item_has_its_clause_and_the_words() -> None:
    found = propose_items(CLAUSES)
    assert {item: proposals[0].key for item, proposals in found.items()} == {
        1: "前言", 2: "前言", 3: "一", 4: "二", 5: "三", 6: "四", 7: "五", 8: "六", 9: "七",
    }  # fmt: skip
    assert found[3][0].words == ("合同期限", "固定期限")
    assert found[5][0].by_title
    assert not found[6][0].by_title
    assert found[7][0].words == ("社保", "养老保险", "医疗保险")


def test_a_title_says_more_than_the_text() -> None:
    found = propose_items(
        (
            ImportedClause("a", "违约责任", "涉及社会保险、养老保险、工伤保险的……"),
            ImportedClause("b", "社会保险", "按规定。"),
        )
    )
    assert [(one.key, one.by_title) for one in found[7]] == [("b", True), ("a", False)]


def test_where_nothing_speaks_of_an_item_nothing_is_proposed() -> None:
    found = propose_items((ImportedClause("a", "保密", "乙方保守商业秘密。"),))
    assert found == dict.fromkeys(ITEMS, ())


def test_what_a_clause_denies_is_still_no_more_than_a_proposal() -> None:
    """Whether it is lawful is the check's business: a person sees the words, and confirms."""
    (only,) = propose_items((ImportedClause("a", "", "甲方不为乙方缴纳社会保险。"),))[7]
    assert (only.words, only.by_title) == (("社会保险",), False)


@pytest.mark.parametrize("template", sorted(one.name for one in TEMPLATES.glob("*.md")))
def test_our_own_templates_are_found_without_their_anchors(template: str) -> None:
    parts = re.split(r"<!--clause:LC17-(\d)[a-z]?-->", (TEMPLATES / template).read_text("utf-8"))
    clauses, wanted = [], {}
    for at in range(1, len(parts), 2):
        title, _, body = parts[at + 1].strip().partition("\n")
        key = f"{parts[at]}:{at}"
        clauses.append(ImportedClause(key, re.sub(r"〔.*?〕|#", "", title), body))
        wanted.setdefault(int(parts[at]), []).append(key)
    found = propose_items(clauses)
    assert set(wanted) == set(ITEMS)
    for item, keys in wanted.items():
        assert {one.key for one in found[item]} & set(keys), item
        if item < 9:
            assert found[item][0].key in keys, (item, found[item][0])
