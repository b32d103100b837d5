"""The terms of an offer: what is asked for, what the law says, how they are kept, and what a contract may not change unseen."""

from datetime import timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.tenants.contracts.contract_templates.fields import TERM_FIELDS
from huiyin.tenants.contracts.law.periods import last_day
from huiyin.tenants.contracts.minimum_wages.presets import PRESETS
from huiyin.tenants.contracts.minimum_wages.types import WageTable
from huiyin.tenants.contracts.offers.errors import OfferBlockedError
from huiyin.tenants.contracts.offers.fields import fields
from huiyin.tenants.contracts.offers.summary import summary
from huiyin.tenants.contracts.offers.terms import (
    OfferTerms,
    check,
    decode,
    difference_findings,
    differences,
    digest,
    encode,
    findings_of,
)
from huiyin.tenants.people.employers.models import LegalEntity

FIXED, SALES, PROJECT, OWN = "固定薪资", "底薪 + 提成", "固定薪资 + 项目奖金", "弹性薪资"
FIRM, OTHER = LegalEntity(id=new_id(), name="上海某某"), LegalEntity(id=new_id(), name="北京某某")
WAGES = WageTable(PRESETS)


def terms(**other: str) -> OfferTerms:
    start = clock.today_in_china() + timedelta(days=14)
    values = {
        "job.title": "工程师",
        "job.department": "研发部",
        "job.location": "上海市浦东新区",
        "contract.start": start.isoformat(),
        "contract.end": last_day(start, 36).isoformat(),
        "probation.end": last_day(start, 6).isoformat(),
        "pay.base": "12000",
        "probation.wage": "10000",
    }
    return OfferTerms(values | {name.replace("__", "."): value for name, value in other.items()})


def blocked(pay: str, wanted: OfferTerms) -> set[str]:
    with pytest.raises(OfferBlockedError) as refused:
        check(pay, wanted, WAGES)
    return {one.field for one in refused.value.findings if one.level == "error"}


def test_no_amount_and_no_duty_has_a_default() -> None:
    money = [
        one
        for one in TERM_FIELDS.values()
        if one.kind == "money" or one.name.startswith(("bonus", "commission"))
    ]
    assert len(money) > 15 and not [one.name for one in (*money, TERM_FIELDS["job.duties"]) if one.default]
    for pay in (FIXED, SALES, PROJECT, OWN, ""):
        assert not [one.name for one in fields(pay) if one.default]


@pytest.mark.parametrize(
    ("pay", "has", "has_not"),
    [
        (FIXED, "pay.base", "pay.structure"),
        (SALES, "commission.rate_table", "bonus.base_desc"),
        (PROJECT, "bonus.base_desc", "commission.rate_table"),
        (OWN, "pay.structure", "bonus.base_desc"),
        ("", "pay.base", "pay.structure"),
    ],
)
def test_the_parts_of_pay_follow_from_how_the_job_is_paid(pay: str, has: str, has_not: str) -> None:
    names = {one.name for one in fields(pay)}
    assert has in names and has_not not in names and "probation.wage" in names


def test_lawful_terms_pass_and_every_gap_is_named() -> None:
    check(FIXED, terms(), WAGES)
    assert not [one for one in findings_of(FIXED, terms(), WAGES) if one.level == "error"]
    assert blocked(FIXED, OfferTerms({})) == {"job.title", "job.location", "contract.start", "pay.base"}
    assert {"commission.rate_table", "commission.cycle"} <= blocked(SALES, terms())
    assert "pay.structure" in blocked(OWN, terms())


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"probation__end": "2099-01-01"}, "probation.end"),
        ({"probation__wage": "6000"}, "probation.wage"),
        ({"pay__base": "-5000"}, "pay.base"),
        ({"pay__base": "1000", "probation__wage": "1000"}, "pay.base"),
        ({"contract__start": "明天"}, "contract.start"),
    ],
)
def test_what_the_law_forbids_in_a_contract_is_not_offered(other: dict[str, str], field: str) -> None:
    assert field in blocked(FIXED, terms(**other))


def test_what_is_doubtful_is_said_and_does_not_block() -> None:
    vague = terms(job__location="服从公司安排")
    check(FIXED, vague, WAGES)
    assert "job.location" in {one.field for one in findings_of(FIXED, vague, WAGES) if one.level == "warning"}


def test_unlawful_words_are_found_where_they_stand() -> None:
    own = terms(pay__structure="底薪 8000，入职交押金 2000 元，离职退还")
    assert "pay.structure" in blocked(OWN, own)
    assert "words" in blocked(FIXED, OfferTerms(terms().values, "入职前请缴纳押金 500 元。"))


def test_the_hash_is_of_the_very_terms_and_cannot_be_guessed() -> None:
    wanted = OfferTerms(terms().values, "欢迎！<script>alert(1)</script>\u202e")
    one, other = encode(wanted), encode(wanted)
    assert decode(one) == decode(other) == wanted
    assert digest(one) != digest(other)  # a salt: nobody tries pays until the hash fits


def test_the_same_in_other_signs_is_no_difference() -> None:
    offered = terms(pay__post="0")
    written = dict(offered.values) | {
        "pay.base": "12,000.00",
        "pay.post": "",
        "job.location": " 上海市 浦东新区 ",
        "contract.start": offered.values["contract.start"].replace("-", "/"),
        "job.duties": "一份录用通知书不说的事",
    }
    assert differences(FIXED, offered, written, employers=(FIRM, FIRM)) == []


def test_every_difference_is_said_with_both_values() -> None:
    offered = terms()
    written = dict(offered.values) | {"pay.base": "11000", "probation.end": "", "job.title": "高级工程师"}
    found = differences(FIXED, offered, written, employers=(FIRM, OTHER))
    assert [one.field for one in found] == ["employer", "job.title", "probation.end", "pay.base"]
    said = {one.field: str(one.message) for one in difference_findings(found)}
    assert "12000" in said["pay.base"] and "11000" in said["pay.base"]
    assert (
        "（未填写）" in said["probation.end"]
        and "上海某某" in said["employer"]
        and "北京某某" in said["employer"]
    )


def test_what_is_left_out_on_purpose_is_said() -> None:
    lines = {
        line.label: str(line.value)
        for _title, lines in summary(FIXED, terms(contract__end="", probation__end="", probation__wage=""))
        for line in lines
    }
    assert lines["合同终止日"] == "无固定期限" and lines["试用期结束日"] == "没有试用期"
    assert not [label for label in lines if "试用期月工资" in label]
