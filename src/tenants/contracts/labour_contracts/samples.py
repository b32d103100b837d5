"""Made-up people a template is tried with: what a contract of theirs would print."""

from dataclasses import dataclass
from datetime import date, timedelta

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...people.employers.models import LegalEntity
from ...people.persons.service import Identity
from ..contract_templates.fields import TermField, dictionary_of
from ..contract_templates.merging import Facts
from ..contract_templates.tree import Tree
from ..law.periods import last_day
from .facts import facts_of, parse_values

_NUMBER = "HT-2026-0001"
_WORKER = Identity(
    "李示例",
    "+8613800000000",
    "sample@example.com",
    "居民身份证",
    "（示例，不是真实证件号码）",
    "示例省示例市示例路 1 号",
)
_USUAL = {
    "contract.open_basis": "连续工作满十年", "job.title": "工程师", "job.department": "研发部",
    "job.duties": "负责后端服务的设计、开发和维护", "job.location": "上海市浦东新区", "job.sales_area": "华东地区", "work.system": "标准",
    "work.hours": "每周一至周五 9:00—18:00，午休一小时", "pay.base": "12000", "pay.pay_day": "10", "pay.overtime_base": "乙方的月工资标准",
    "pay.structure": "基本工资加岗位工资", "bonus.project_scope": "甲方书面立项的项目", "bonus.cycle": "项目", "bonus.base_desc": "项目验收时确认的奖金额",
    "bonus.pay_days": "30", "bonus.annual_rule": "按甲方公示的年度奖金办法执行", "commission.base_definition": "当期实际回款净额",
    "commission.deductions": "返利", "commission.rate_table": "回款额 50 万元以下 3%，超过部分 5%", "commission.recognition_event": "首笔款到账",
    "commission.cycle": "月", "commission.pay_days": "15", "commission.dispute_days": "10", "commission.after_leave_rule": "同一比例",
    "commission.return_rule": "在下期提成中扣减", "social.place": "上海市", "hazard.exists": "无",
}  # fmt: skip
_PROBATION = {
    "probation.wage": "10000",
    "job.conditions": "一、具备岗位要求的学历。\n二、试用期考核合格。",
}
_MORE = {
    "hazard.exists": "有", "hazard.kinds": "噪声", "hazard.consequence": "听力损伤", "hazard.measures": "佩戴护耳器", "hazard.treatment": "岗位津贴每月 300 元",
    "noncompete.role": "高级技术人员", "noncompete.secrets": "未公开的源代码和设计", "noncompete.months": "12", "noncompete.area": "上海市",
    "noncompete.scope": "同类软件的研发和销售", "noncompete.monthly_comp": "6000", "noncompete.comp_pct": "50", "noncompete.pay_day": "10",
    "noncompete.penalty": "100000", "training_bond.cost": "30000", "benefit.extra": "补充医疗保险", "leave.extra_days": "5",
    "work.system": "不定时", "work.approval_no": "沪人社〔2026〕1号", "pay.post": "3000", "annex.bonus": "一、按季度考核。\n二、验收后发放。",
    "annex.secrets": "源代码、客户名单、未公开的财务数据",
}  # fmt: skip


_OF_A_KIND = {
    "date": "2026-07-01", "money": "3000", "percent": "12.5", "number": "6", "region": "上海市浦东新区", "person": "王示例",
}  # fmt: skip

# So much more that a condition on it is seen to hold.
_MORE_OF_A_KIND = {"money": "30000", "percent": "50", "number": "24"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up person, as they are called in the list."""

    key: str
    label: LazyText


SAMPLES = (
    Sample("probation", _("有试用期")),
    Sample("plain", _("没有试用期，能不填的都没填")),
    Sample("everything", _("各项都填了：危害、竞业限制、附件")),
)


def sample_facts(tree: Tree, key: str, employer: LegalEntity, today: date) -> Facts:
    """What fills a template for one of the samples; a blank that it knows nothing of shows its own name."""
    start = today.replace(day=1)
    values = _USUAL | {
        "contract.start": start.isoformat(),
        "contract.end": last_day(start, 36).isoformat(),
        "contract.employment_start": start.isoformat(),
        "contract.service_start": (start - timedelta(days=3653)).isoformat(),
    }
    if key != "plain":
        values |= _PROBATION | {"probation.end": last_day(start, 6).isoformat()}
    if key == "everything":
        values |= _MORE
    dictionary = dictionary_of(tree)
    own = [one for one in dictionary.own.values() if one.required or key != "plain"]
    values |= {one.name: _own_value(one, key) for one in own}
    facts = facts_of(
        parse_values(values, dictionary.term_fields), number=_NUMBER, employer=employer, worker=_WORKER
    )
    unknown = {name: f"〔{dictionary.label(name)}〕" for name in dictionary.names}
    return Facts({**unknown, **facts.values}, facts.known)


def _own_value(field: TermField, key: str) -> str:
    """What stands in a blank of the template's own."""
    if field.kind == "choice":
        return next((choice for choice in field.choices if choice), "")
    if field.kind == "rows":
        return "\n".join(" | ".join(f"{column} {row}" for column in field.columns) for row in (1, 2, 3))
    if key == "everything" and field.kind in _MORE_OF_A_KIND:
        return _MORE_OF_A_KIND[field.kind]
    return _OF_A_KIND.get(field.kind, f"〔{field.label}〕")
