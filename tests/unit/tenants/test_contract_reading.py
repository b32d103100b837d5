"""Contracts read as a labour lawyer would, against docs/contract-reading.md."""

import re
from collections.abc import Iterator
from functools import partial
from importlib.resources import files

import pytest
from huiyin.platform.documents.blocks import Annex, Block, Filled, Heading, Paragraph, SignArea
from huiyin.tenants.contracts.contract_templates.conditions import holds
from huiyin.tenants.contracts.contract_templates.fields import TERM_FIELDS
from huiyin.tenants.contracts.contract_templates.markdown import read_markdown
from huiyin.tenants.contracts.contract_templates.merging import MissingValueError, merge
from huiyin.tenants.contracts.contract_templates.numbering import count, numeral
from huiyin.tenants.contracts.contract_templates.printing import Holds
from huiyin.tenants.contracts.contract_templates.printing import lines as printed_lines
from huiyin.tenants.contracts.contract_templates.structure import check_template
from huiyin.tenants.contracts.contract_templates.tree import Tree
from huiyin.tenants.contracts.contract_templates.wording import check_annexes, passages
from huiyin.tenants.contracts.labour_contracts.facts import Parsed, facts_of, known_of, parse_values
from huiyin.tenants.contracts.law.wording import check_wording
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.persons.service import Identity

KINDS = ("fixed_tech", "fixed_sales", "open_ended")
EMPLOYER = LegalEntity(
    name="杭州云栖星河科技有限公司", uscc="91330106MA2KXY8B2Q", address="浙江省杭州市西湖区云栖小镇星河路 18 号",
    legal_representative="沈知远", contact_name="周敏", contact_phone="0571-88001234",
)  # fmt: skip
WORKER = Identity(
    "欧阳娜娜",
    "+8613800040001",
    "",
    "居民身份证",
    "310199198812311223",
    "上海市浦东新区世纪大道 100 号 101 室",
)
PLAIN = {
    "contract.start": "2026-01-01", "contract.end": "2028-12-31", "contract.employment_start": "2026-01-01",
    "contract.service_start": "2016-01-01", "contract.open_basis": "连续工作满十年",
    "job.title": "工程师", "job.department": "研发部", "job.duties": "负责后端服务的设计、开发和维护", "job.location": "上海市",
    "job.sales_area": "华东地区", "work.system": "标准", "work.hours": "每周一至周五 9:00—18:00，午休一小时",
    "pay.base": "12000", "pay.pay_day": "10", "pay.overtime_base": "乙方的月工资标准", "pay.structure": "基本工资加岗位工资",
    "bonus.project_scope": "甲方书面立项的项目", "bonus.cycle": "项目", "bonus.base_desc": "项目验收时确认的奖金额", "bonus.pay_days": "30",
    "bonus.annual_rule": "按甲方公示的年度奖金办法执行", "commission.base_definition": "当期实际回款净额", "commission.deductions": "返利",
    "commission.rate_table": "回款额 50 万元以下 3%", "commission.recognition_event": "首笔款到账", "commission.cycle": "月",
    "commission.pay_days": "15", "commission.dispute_days": "10", "commission.after_leave_rule": "同一比例", "commission.return_rule": "下期扣减",
    "social.place": "上海市", "hazard.exists": "无",
}  # fmt: skip
PROBATION = {
    "probation.end": "2026-06-30",
    "probation.wage": "10000",
    "job.conditions": "具备岗位要求的学历，试用期考核合格",
}
HAZARD = {
    "hazard.exists": "有", "hazard.kinds": "噪声", "hazard.consequence": "听力损伤", "hazard.measures": "佩戴护耳器",
    "hazard.treatment": "岗位津贴每月 300 元",
}  # fmt: skip
NONCOMPETE = {
    "noncompete.role": "高级技术人员", "noncompete.secrets": "未公开的源代码", "noncompete.months": "12", "noncompete.area": "上海市",
    "noncompete.scope": "同类软件", "noncompete.monthly_comp": "6000", "noncompete.comp_pct": "50", "noncompete.pay_day": "10",
    "noncompete.penalty": "100000",
}  # fmt: skip
ANNEXES = {"annex.bonus": "一、按季度考核。\n二、验收后发放。", "annex.secrets": "源代码、客户名单"}
FULL = PROBATION | HAZARD | NONCOMPETE | ANNEXES | {
    "training_bond.cost": "30000", "benefit.extra": "补充医疗保险", "leave.extra_days": "5", "work.system": "不定时",
    "work.approval_no": "沪人社〔2026〕1号",
}  # fmt: skip
CASES = {
    "plain": {}, "probation": PROBATION, "hazard": HAZARD, "noncompete": NONCOMPETE, "bonus": {"annex.bonus": "按季度考核。"},
    "secrets": {"annex.secrets": "客户名单"}, "full": FULL,
}  # fmt: skip
EVERY = pytest.mark.parametrize(
    ("kind", "values"),
    [(kind, PLAIN | case) for kind in KINDS for case in CASES.values()],
    ids=[f"{kind}-{name}" for kind in KINDS for name in CASES],
)


def body(kind: str) -> str:
    folder = files("huiyin.tenants.contracts.contract_templates.built_in")
    return (folder / f"{kind}.md").read_text("utf-8")


def tree(kind: str) -> Tree:
    return read_markdown(body(kind))


def held(values: dict[str, str]) -> Holds:
    """Which conditions hold for these values."""
    return partial(holds, known=known_of(parsed(values), employer=EMPLOYER, worker=WORKER))


def parsed(values: dict[str, str]) -> Parsed:
    found = parse_values(values)
    assert found.problems == []
    return found


def blocks(kind: str, values: dict[str, str], *, reliable: bool = False) -> tuple[Block, ...]:
    facts = facts_of(parsed(values), number="HT-1", employer=EMPLOYER, worker=WORKER, reliable=reliable)
    return merge(tree(kind), facts)[1]


def lines(printed: tuple[Block, ...]) -> list[str]:
    """What stands on the paper, line by line."""
    return [
        "".join(run.text for run in block.runs) if isinstance(block, Paragraph) else block.text
        for block in printed
        if isinstance(block, Paragraph | Heading | Annex)
    ]


def text(kind: str, values: dict[str, str], *, reliable: bool = False) -> str:
    return "\n".join(lines(blocks(kind, values, reliable=reliable)))


@EVERY
def test_nothing_that_the_law_wants_is_missing(kind: str, values: dict[str, str]) -> None:
    assert check_template(tree(kind)) == []
    read = text(kind, values)
    for wanted in (
        EMPLOYER.name, EMPLOYER.address, EMPLOYER.legal_representative, WORKER.name, WORKER.id_number, WORKER.address,
        "2026年1月1日", "负责后端服务的设计、开发和维护", "上海市", "午休一小时", "12,000.00", "社会保险", "职业病", "女职工特殊保护", "工伤保险",
    ):  # fmt: skip
        assert wanted in read, wanted


@EVERY
def test_no_annex_is_named_that_is_not_there(kind: str, values: dict[str, str]) -> None:
    printed = blocks(kind, values)
    titles = [block.text.partition(" ")[2] for block in printed if isinstance(block, Annex)]
    read = text(kind, values)
    assert set(re.findall(r"附件《([^》]+)》", read)) <= set(titles)
    assert all(f"附件《{title}》" in read for title in titles)
    assert check_annexes(tree(kind), values, held(values)) == []


@EVERY
def test_annexes_are_counted(kind: str, values: dict[str, str]) -> None:
    titles = [block.text for block in blocks(kind, values) if isinstance(block, Annex)]
    assert [title.split(" ")[0] for title in titles] == [f"附件{numeral(n + 1)}" for n in range(len(titles))]
    assert f"附件：{'；'.join(titles)}。" in text(kind, values)
    assert len(titles) == 2 + len({"annex.bonus", "annex.secrets"} & values.keys())


@EVERY
def test_numbering_has_no_gap(kind: str, values: dict[str, str]) -> None:
    clause, item = 0, 0
    for block in blocks(kind, values):
        if isinstance(block, Annex):
            break
        if isinstance(block, Heading):
            clause, item = clause + 1, 0
            assert block.text.startswith(f"第{numeral(clause)}条 ")
        elif isinstance(block, Paragraph) and clause:
            item += 1
            assert lines((block,))[0].startswith(f"{clause}.{item} ")
    assert clause == 14


@EVERY
def test_no_mark_of_the_template_is_printed(kind: str, values: dict[str, str]) -> None:
    read = text(kind, values)
    assert not re.search(r"\{\{|\}\}|<!--|〔必备|（约定条款）|#if|undefined|None", read)
    assert not re.search(r"[，；。]{2}|（）|《》|为，|共个月", read)  # what an empty blank leaves behind


def test_nothing_is_stated_that_nobody_has_said() -> None:
    for kind in KINDS:
        read = text(kind, PLAIN)
        for word in (
            "竞业限制，期限",
            "违约金",
            "专项培训费用",
            "录用条件：",
            "奖金和提成办法",
            "保密范围",
            "福利年休假",
            "补充福利",
            "许可文号",
        ):
            assert word not in read, (kind, word)


@pytest.mark.parametrize("kind", KINDS)
def test_hazards_are_as_answered(kind: str) -> None:
    assert "本岗位不涉及国家目录所列职业病危害因素" in text(kind, PLAIN)
    read = text(kind, PLAIN | HAZARD)
    assert "不涉及国家目录" not in read and all(
        HAZARD[name] in read for name in HAZARD if name != "hazard.exists"
    )
    unsaid = {name: value for name, value in PLAIN.items() if name != "hazard.exists"}
    assert [one.field for one in parse_values(unsaid).problems] == ["hazard.exists"]
    with pytest.raises(MissingValueError) as missing:
        text(kind, PLAIN | {"hazard.exists": "有"})
    assert missing.value.field == "hazard.kinds"


@pytest.mark.parametrize("kind", KINDS)
def test_signatures_are_called_what_they_are(kind: str) -> None:
    assert "可靠的电子签名" not in text(kind, PLAIN) and "电子签名" in text(kind, PLAIN)
    assert text(kind, PLAIN, reliable=True).count("可靠的电子签名") == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_probation_has_its_conditions(kind: str) -> None:
    read = text(kind, PLAIN | PROBATION)
    assert f"录用条件：{PROBATION['job.conditions']}。" in read and "百分之八十" in read
    without = {name: value for name, value in (PLAIN | PROBATION).items() if name != "job.conditions"}
    with pytest.raises(MissingValueError):
        text(kind, without)


def test_amounts_in_words_are_those_in_figures() -> None:
    read = text("fixed_tech", PLAIN | PROBATION | {"pay.post": "345.67"})
    assert "12,345.67元（大写：人民币壹万贰仟叁佰肆拾伍元陆角柒分）" in read.replace(
        "（大写：壹", "（大写：人民币壹"
    )
    assert "10,000.00元（大写：" in read and "壹万元整" in read


@EVERY
def test_both_sign_once_after_the_text(kind: str, values: dict[str, str]) -> None:
    printed = blocks(kind, values)
    (place,) = [place for place, block in enumerate(printed) if isinstance(block, SignArea)]
    assert printed[place] == SignArea(EMPLOYER.name, WORKER.name)
    assert not [block for block in printed[:place] if isinstance(block, Annex)]
    assert isinstance(printed[place + 1], Annex) and not [
        b for b in printed[place:] if isinstance(b, Heading)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_notice_on_personal_data_is_whole(kind: str) -> None:
    _before, notice = text(kind, PLAIN).rsplit("员工个人信息处理告知书", 1)
    for wanted in (
        EMPLOYER.name,
        "0571-88001234",
        "目的",
        "种类",
        "方式",
        "保存期限",
        "敏感个人信息",
        "单独同意",
        "撤回",
        "查阅",
        "删除",
        "投诉",
    ):
        assert wanted in notice, wanted


@EVERY
def test_no_clause_is_unlawful(kind: str, values: dict[str, str]) -> None:
    read = passages(tree(kind), values, held(values))
    assert [str(one.message) for one in check_wording(read) if one.level == "error"] == []


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"job.duties": "按附件五的要求完成部门安排的工作任务"}, "job.duties"),
        ({"annex.secrets": "见附件《技术秘密清单》"}, "annex.secrets"),
        ({"job.duties": "按附件一的要求完成部门安排的工作任务"}, ""),
    ],
)
def test_a_value_that_names_an_annex_is_held_to_it(words: dict[str, str], field: str) -> None:
    values = PLAIN | words
    found = check_annexes(tree("fixed_tech"), values, held(values))
    assert [one.field for one in found] == ([field] if field else [])


def test_each_line_of_an_annex_is_a_paragraph() -> None:
    printed = blocks("fixed_tech", PLAIN | ANNEXES)
    assert (
        Paragraph((Filled("一、按季度考核。"),)) in printed
        and Paragraph((Filled("二、验收后发放。"),)) in printed
    )


def _numbers() -> Iterator[tuple[int, str]]:
    yield from ((1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九"))


@pytest.mark.parametrize(("number", "word"), list(_numbers()))
def test_numerals(number: int, word: str) -> None:
    assert numeral(number) == word and count(word) == number == count(str(number))


def test_a_clause_that_falls_takes_its_number_with_it() -> None:
    text = "## 第二条 甲\n2.4 一\n{{#if annex.bonus}}\n2.5 没有\n{{/if}}\n2.9 二\n## 第九条 乙\n9.1 三\n# 附件 丙\n一、四"
    printed = printed_lines(read_markdown(text), lambda _test: False)
    assert [line.number for line in printed] == [
        "第一条 ",
        "1.1 ",
        "1.2 ",
        "第二条 ",
        "2.1 ",
        "附件一 ",
        "一、",
    ]


def test_every_field_of_the_form_is_read_somewhere() -> None:
    known = set(TERM_FIELDS) - set(PLAIN) - set(FULL) - {"pay.post"}
    assert known == set()
