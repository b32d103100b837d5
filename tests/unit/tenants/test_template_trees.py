"""Templates as trees: what they print is what their Markdown printed; what is no template is refused."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from huiyin.platform.documents.blocks import Paragraph, SignArea, Table
from huiyin.tenants.contracts.contract_templates.built_in import built_in_body
from huiyin.tenants.contracts.contract_templates.conditions import holds, is_whole
from huiyin.tenants.contracts.contract_templates.fields import BUILT_IN_FIELDS, KNOWN, dictionary_of
from huiyin.tenants.contracts.contract_templates.merging import Facts, merge
from huiyin.tenants.contracts.contract_templates.printing import everywhere, lines
from huiyin.tenants.contracts.contract_templates.structure import check_template
from huiyin.tenants.contracts.contract_templates.tree import (
    Annex,
    Block,
    Clause,
    Condition,
    Field,
    Heading,
    List,
    OwnField,
    Sign,
    Test,
    Text,
    Tree,
    TreeError,
    When,
    decode,
    used_fields,
)
from huiyin.tenants.contracts.contract_templates.tree import Table as TableBlock
from huiyin.tenants.contracts.contract_templates.tree import encode as kept
from huiyin.tenants.contracts.contract_templates.wording import passages
from huiyin.tenants.contracts.labour_contracts.facts import facts_of, parse_values, words_of
from huiyin.tenants.contracts.law.wording import check_wording

from tests.unit.tenants.test_contract_reading import CASES, EMPLOYER, KINDS, PLAIN, WORKER, parsed

BEFORE = json.loads(Path(__file__).with_name("printed_by_markdown.json").read_text("utf-8"))
"""SHA-256 of title and blocks, as the engine made them that read Markdown line by line."""
YES, NO = Test("filled", "benefit.extra"), Test("empty", "benefit.extra")
VALUES = {name: f"<{name}>" for name in KNOWN}


def printed(*blocks: Block, **known: str) -> list[str]:
    """What stands on the paper, line by line."""
    values = {name.replace("__", "."): text for name, text in known.items()}
    _title, made = merge(Tree("合同", blocks), Facts(VALUES | values, values))
    return [
        "".join(run.text for run in one.runs) if isinstance(one, Paragraph) else getattr(one, "text", "-")
        for one in made
        if not isinstance(one, SignArea)
    ]


def clause(number: int, text: str, *, numbered: bool = True) -> Clause:
    return Clause(f"c{number}", (Text(text),), numbered)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES)
def test_what_is_printed_is_what_was_printed_before(kind: str, case: str) -> None:
    tree = decode(built_in_body(kind))
    values = PLAIN | CASES[case]
    for end in (None, "2026-03-16") if "probation.end" in values else (None,):
        typed = values | ({"probation.end": end} if end is not None else {})
        for reliable in (False, True):
            facts = facts_of(
                parsed(typed), number="HT-1", employer=EMPLOYER, worker=WORKER, reliable=reliable
            )
            title, blocks = merge(tree, facts)
            made = title.encode() + b"\n" + msgspec.json.encode(blocks)
            assert sha256(made).hexdigest() == BEFORE[f"{kind}-{case}-{end}-{reliable}"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_read_as_it_was(kind: str) -> None:
    body = built_in_body(kind)
    assert kept(decode(body)) == body
    assert used_fields(decode(body)) <= KNOWN


def test_everything_is_counted() -> None:
    annex = Annex(
        "a1",
        "办法",
        (Heading("h3", "总则"), clause(5, "戊"), List("l1", "round", ((Text("己"),), (Text("庚"),)))),
    )
    assert printed(
        clause(1, "甲", numbered=False), Heading("h1", "期限"), clause(2, "乙"), clause(3, "丙", numbered=False),
        Heading("h2", "工作"), clause(4, "丁"), annex,
    ) == ["甲", "第一条 期限", "1.1 乙", "丙", "第二条 工作", "2.1 丁", "附件一 办法", "第一条 总则", "1.1 戊", "（一）己", "（二）庚"]  # fmt: skip


def test_a_condition_falls_with_all_in_it_and_leaves_no_gap() -> None:
    blocks = (
        Heading("h1", "福利"),
        Condition("k1", YES, (clause(1, "有"), Condition("k2", NO, (clause(2, "没有"),)))),
        Clause("c3", (Text("餐补"), When(YES, (Text("和"), Field("benefit.extra"))), Text("。"))),
    )
    assert printed(*blocks) == ["第一条 福利", "1.1 餐补。"]
    assert printed(*blocks, benefit__extra="体检") == ["第一条 福利", "1.1 有", "1.2 餐补和体检。"]


def test_the_rows_of_a_table_are_one_table() -> None:
    rows = ((((Text("底薪"),)), (Field("pay.base"),)), ((Text("绩效"),), (Text("面议"),)))
    _title, made = merge(Tree("合同", (TableBlock("t1", ("项目", "金额"), rows, (1, 2)),)), Facts(VALUES, {}))
    assert made[0] == Table(("项目", "金额"), (("底薪", "<pay.base>"), ("绩效", "面议")), (1, 2))


@pytest.mark.parametrize(
    "hostile", ["#let x = 1", "{{7*7}}", "<script>alert(1)</script>", "{{employer.name}}", "﷽", "-0"]
)
def test_hostile_wording_is_wording(hostile: str) -> None:
    assert printed(clause(1, hostile)) == [f"1. {hostile}"]


@pytest.mark.parametrize(
    ("test", "known", "held"),
    [
        (Test("equal", "pay.base", ("8000.00",)), {"pay.base": "8,000"}, True),
        (Test("equal", "pay.base", ("8000",)), {}, False),
        (Test("unequal", "work.system", ("标准",)), {}, True),
        (Test("one_of", "work.system", ("不定时", "综合计算")), {"work.system": "综合计算"}, True),
        (Test("greater", "pay.base", ("9999",)), {"pay.base": "10000"}, True),
        (Test("greater", "pay.base", ("9999",)), {"pay.base": "nine"}, False),
        (Test("greater", "pay.base", ("9999",)), {}, False),
        (Test("less", "contract.end", ("2028-01-01",)), {"contract.end": "2027年12月31日"}, True),
        (Test("less", "pay.pay_day", ("15",)), {"pay.pay_day": "9"}, True),
        (Test("greater", "job.title", ("A",)), {"job.title": "B"}, False),
        (Test("filled", "benefit.extra"), {"benefit.extra": "  "}, False),
        (Test("all", tests=(YES, Test("any", tests=(NO, Test("filled", "job.title"))))), {"benefit.extra": "x", "job.title": "y"}, True),
        (Test("any", tests=(YES, Test("filled", "job.title"))), {}, False),
    ],
)  # fmt: skip
def test_conditions(test: Test, known: dict[str, str], held: bool) -> None:
    assert holds(test, known) is held


@pytest.mark.parametrize(
    ("test", "whole"),
    [
        (YES, True),
        (Test("filled"), False),
        (Test("all"), False),
        (Test("equal", "job.title"), False),
        (Test("equal", "job.title", ("",)), False),
        (Test("one_of", "job.title", ("a", "b")), True),
        (Test("greater", "job.title", ("a",)), False),
        (Test("greater", "pay.base", ("a",)), False),
        (Test("greater", "pay.base", ("8000",)), True),
        (Test("any", tests=(YES, Test("filled"))), False),
    ],
)
def test_a_condition_says_all_it_must(test: Test, whole: bool) -> None:
    assert is_whole(test, BUILT_IN_FIELDS) is whole


def _nested(depth: int) -> Block:
    return Condition(f"k{depth}", YES, (_nested(depth - 1),) if depth else ())


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ((clause(1, "a"), clause(1, "b")), "twice"),
        (tuple(clause(number, "") for number in range(501)), "many"),
        ((clause(1, "字" * 5001),), "shape"),
        ((Clause("c1", (Text("字" * 3000), Text("字" * 3000))),), "long"),
        (tuple(clause(number, "字" * 4000) for number in range(20)), "large"),
        ((_nested(3),), "deep"),
        ((Condition("k1", Test("all", tests=(Test("all", tests=(Test("all", tests=(Test("all", tests=(YES,)),)),)),))),), "deep"),
        ((Annex("a1", "一", (Annex("a2", "二"),)),), "annex"),
        ((Condition("k1", YES, (Condition("k2", YES, (Annex("a1", "一"),)),)),), "annex"),
        ((Annex("a1", "一", (Sign("s1"),)),), "sign"),
        ((TableBlock("t1", ("一", "二"), (((Text("a"),),),), (1, 1)),), "columns"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(blocks: tuple[Block, ...], reason: str) -> None:
    with pytest.raises(TreeError) as refused:
        decode(kept(Tree("合同", blocks)))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"title":"a","blocks":[{"t":"script","id":"a"}]}', '{"title":"a","blocks":[{"t":"sign","id":"../x"}]}',
     '{"title":"a","blocks":[{"t":"sign","id":"a","more":1}]}', '{"title":1,"blocks":[]}', "[" * 100_000],
)  # fmt: skip
def test_what_is_not_even_shaped_so_is_refused(text: str) -> None:
    with pytest.raises(TreeError):
        decode(text)


def _said(*blocks: Block) -> dict[str, str]:
    return {placed.finding.rule: placed.block for placed in check_template(Tree("合同", blocks))}


def test_findings_name_their_block() -> None:
    found = _said(
        Clause("c1", (Field("worker.zodiac"),)),
        clause(2, "乙方入职时交纳押金500元"),
        Condition("k1", Test("equal", "job.title"), ()),
        clause(3, "见附件《没有的》"),
        clause(4, "𪚥\u202e"),
    )
    assert (found["T2"], found["LC9-1"], found["T5"], found["GLYPH"]) == ("c1", "c2", "k1", "c4")
    assert {"T4", "LC17-9", "LC17-1"} <= found.keys()


@pytest.mark.parametrize("change", [lambda blocks: blocks[1:], lambda blocks: (*blocks, Sign("s2"))])
def test_there_is_one_place_to_sign(change: Callable[[tuple[Block, ...]], tuple[Block, ...]]) -> None:
    tree = decode(built_in_body("fixed_tech"))
    sign = tuple(block for block in tree.blocks if isinstance(block, Sign))
    rest = tuple(block for block in tree.blocks if not isinstance(block, Sign))
    found = check_template(Tree(tree.title, (*change(sign), *rest)))
    assert [placed.finding.rule for placed in found] == ["T4"]
    assert check_template(tree) == [] and list(lines(tree, everywhere))


OWN = (
    OwnField("own.base", "底薪", "money", required=True),
    OwnField("own.rate", "浮动比例", "percent"),
    OwnField("own.parts", "弹性部分", "rows", columns=("项目", "上限")),
    OwnField("own.how", "发放方式", "choice", choices=("月", "季度")),
)
FLEXIBLE = Tree(
    "合同",
    (
        Clause("c1", (Text("底薪"), Field("own.base"), Text("元，浮动"), Field("own.rate"))),
        Condition("k1", Test("greater", "own.rate", ("10",)), (clause(2, "浮动较大"),)),
        TableBlock("t1", ("项目", "上限"), (((Text("餐补"),), (Text("500"),)),), (1, 1), "own.parts"),
        Sign("s1"),
    ),
    OWN,
)
FLEXED = {"own.base": "8,000", "own.rate": "12.5", "own.parts": "交通 | 300\n通讯\t200", "own.how": "月"}


def test_a_pay_structure_of_ones_own_is_asked_for_printed_and_compared() -> None:
    dictionary = dictionary_of(FLEXIBLE)
    assert str(dictionary.label("own.rate")) == "浮动比例" and dictionary.kind("own.base") == "money"
    facts = facts_of(
        parse_values(PLAIN | FLEXED, dictionary.term_fields), number="1", employer=EMPLOYER, worker=WORKER
    )
    _title, made = merge(FLEXIBLE, facts)
    said = ["".join(run.text for run in one.runs) for one in made if isinstance(one, Paragraph)]
    assert said == ["1. 底薪8,000.00元，浮动12.5%", "2. 浮动较大"]
    assert made[2] == Table(("项目", "上限"), (("餐补", "500"), ("交通", "300"), ("通讯", "200")), (1, 1))
    assert {"T2", "T1", "T5"}.isdisjoint(placed.finding.rule for placed in check_template(FLEXIBLE))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("own.base", ""), ("own.base", "八千"), ("own.rate", "101"), ("own.rate", "-1"), ("own.parts", "交通"), ("own.how", "年")],
)  # fmt: skip
def test_what_is_wrong_with_a_field_of_ones_own_is_said_beside_it(name: str, typed: str) -> None:
    values = PLAIN | FLEXED | {name: typed}
    problems = parse_values(values, dictionary_of(FLEXIBLE).term_fields).problems
    assert [one.field for one in problems] == [name]
    assert next(one.label for one in OWN if one.name == name) in str(problems[0].message)


def test_an_unlawful_value_in_a_field_of_ones_own_is_found() -> None:
    values = {"own.parts": "培训押金 | 500"}
    words = words_of(values, employer=EMPLOYER, worker=WORKER)
    found = check_wording(passages(FLEXIBLE, words, everywhere))
    assert [one.field for one in found] == ["own.parts"]
