"""Facts beyond the paper's vectors: hours as people write them, places, ages of retirement, probation in print."""

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from huiyin.tenants.contracts.contract_templates.fields import TERM_FIELDS
from huiyin.tenants.contracts.contract_templates.markdown import read_markdown
from huiyin.tenants.contracts.contract_templates.merging import merge
from huiyin.tenants.contracts.labour_contracts.facts import facts_of, parse_values
from huiyin.tenants.contracts.law.hours import read_hours
from huiyin.tenants.contracts.law.periods import last_day, months_later, whole_months
from huiyin.tenants.contracts.law.retirement import SCHEDULES, retires_between
from huiyin.tenants.contracts.minimum_wages.presets import PRESETS
from huiyin.tenants.contracts.minimum_wages.types import WageTable
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.persons.service import Identity
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "day", "week", "rests"),
    [
        ("每周一至周五 9:00—18:00，午休一小时", "8", "40", True),
        ("周一至周五9：00-18：00（午休12：00-13：00）", "8", "40", True),
        ("周一至周五 8:30-12:00，13:00-17:30", "8", "40", True),
        ("周一到周五上午9点至下午6点，午休1小时", "8", "40", True),
        ("星期一至星期六，早8点到晚8点，中间休息一个半小时", "10.5", "63", True),
        ("周一至周五 9:00～18:30，午休1.5小时", "8", "40", True),
        ("周一至周五 9:00-18:00，午休90分钟", "7.5", "37.5", True),
        ("每周工作六天，每天工作八小时", "8", "48", True),
        ("每天工作12小时，每月休息两天", "12", None, False),
        ("每周工作五天，每日八小时", "8", "40", True),
        ("每周一至周日 9:00-18:00，午休一小时", "8", "56", False),
        ("每日工作不超过8小时，每周不超过40小时", "8", "40", True),
        ("双休，朝九晚六", None, None, True),
        ("单休，每天8小时", "8", "48", True),
        ("早班 8:00-16:00，晚班 16:00-24:00", None, None, True),
        ("以部门排班为准", None, None, True),
        ("全年无休", None, None, False),
        ("22:00至次日6:00，每周五天", None, None, True),
    ],
)
def test_hours_as_people_write_them(text: str, day: str | None, week: str | None, rests: bool) -> None:
    found = read_hours(text)
    if not text.startswith("22"):
        assert found.day == (day and Decimal(day)) and found.week == (week and Decimal(week))
    else:
        assert found.day == 8
    assert found.rests is rests


@given(st.text("周一二三四五六日天0123456789:点时半-至到，午休小分钟每天上下晚工作.月", max_size=40))
def test_no_hours_make_it_stumble(text: str) -> None:
    read_hours(text)


@pytest.mark.parametrize(
    ("place", "monthly"),
    [
        ("广州市越秀区北京路168号", "2500"), ("广东省广州市", "2500"), ("广东广州", "2500"), ("上海", "2740"),
        ("上海市黄浦区南京东路100号", "2740"), ("中国上海市", "2740"), ("甲方位于北京市朝阳区的办公地", "2540"),
        ("（上海）", "2740"), ("上海浦东", "2740"), ("江苏省苏州市昆山市", "2490"), ("北京市上海大厦", "2540"),
        ("北京东路8号", None), ("南京路步行街", None), ("上海路12号", None), ("吉林省长春市南京大街", None),
        ("河北省石家庄市北京路", None), ("西安市", None), ("成都市广州大道", None), ("山东省大连路", None), ("", None),
    ],
)  # fmt: skip
def test_the_division_in_front_decides_the_minimum_wage(place: str, monthly: str | None) -> None:
    found = WageTable(PRESETS).at(place, date(2025, 10, 1))
    assert (found and found.monthly) == (monthly and Decimal(monthly))


@pytest.mark.parametrize(
    ("birth", "male", "first", "last"),
    [
        ("1964-12-31", True, "2024-12-31", "2024-12-31"),
        ("1965-01-15", True, "2025-02-15", "2025-02-15"),
        ("1965-04-30", True, "2025-05-30", "2025-05-30"),
        ("1965-05-01", True, "2025-07-01", "2025-07-01"),
        ("1976-08-31", True, "2039-07-31", "2039-07-31"),
        ("1976-09-01", True, "2039-09-01", "2039-09-01"),
        ("1985-03-31", True, "2048-03-31", "2048-03-31"),
        ("1975-01-31", False, "2025-02-28", "2031-05-31"),
        ("1975-03-01", False, "2025-05-01", "2031-07-01"),
        ("1990-06-30", False, "2045-06-30", "2048-06-30"),
    ],
)
def test_the_age_of_retirement_rises(birth: str, male: bool, first: str, last: str) -> None:
    days = retires_between(date.fromisoformat(birth), male)
    assert [day.isoformat() for day in days] == [first, last]
    assert not any(schedule.verified for schedule in SCHEDULES)


@given(st.sampled_from(SCHEDULES), st.dates(date(1950, 1, 1), date(2000, 1, 1)))
def test_nobody_born_later_retires_earlier(schedule: object, birth: date) -> None:
    for one in SCHEDULES:
        age = months_later(birth, one.age * 12)
        assert age <= one.retires_on(birth) <= months_later(birth, one.age * 12 + one.most)
        assert one.retires_on(birth) <= one.retires_on(months_later(birth, 1))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60), st.integers(1, 20))
def test_only_whole_months_have_a_number(start: date, months: int, days: int) -> None:
    end = last_day(start, months)
    found = whole_months(start, end)
    assert found is not None and last_day(start, found) == end
    off = date.fromordinal(end.toordinal() + days)
    assert whole_months(start, off) is None or last_day(start, whole_months(start, off) or 0) == off


def printed(probation_end: str, body: str = "fixed_tech") -> str:
    text = (files("huiyin.tenants.contracts.contract_templates.built_in") / f"{body}.md").read_text("utf-8")
    values = {name: field.default or "甲" * 12 for name, field in TERM_FIELDS.items()} | {
        "bonus.cycle": "项目", "bonus.pay_days": "30", "commission.cycle": "月", "commission.pay_days": "15",
        "commission.dispute_days": "10",
        "contract.start": "2026-01-01", "contract.end": "2028-12-31", "contract.employment_start": "2026-01-01",
        "contract.service_start": "", "probation.end": probation_end, "pay.base": "12000", "pay.post": "0",
        "probation.wage": "10000", "leave.extra_days": "", "work.approval_no": "",
    }  # fmt: skip
    employer = LegalEntity(
        name="上海某某科技有限公司", uscc="91310115MA1K4ABC4H", address="上海市", legal_representative="王某",
        contact_name="李某", contact_phone="021-00000000",
    )  # fmt: skip
    worker = Identity("张某", "+8613800000001", "a@example.cn", "居民身份证", "110101199001010015", "上海市")
    facts = facts_of(parse_values(values), number="1", employer=employer, worker=worker)
    _title, blocks = merge(read_markdown(text), facts)
    return "\n".join("".join(run.text for run in block.runs) for block in blocks if hasattr(block, "runs"))


def test_a_number_of_months_is_printed_only_when_whole() -> None:
    assert "自2026年1月1日起至2026年3月31日止，共3个月。" in printed("2026-03-31")
    assert "自2026年1月1日起至2026年3月15日止。试用期内" in printed("2026-03-15")
    assert "双方不约定试用期" in printed("")
