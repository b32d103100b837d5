"""The blanks a template may have: what each is called, and how it is filled in by HR."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ....platform.i18n import LazyText
from ....platform.i18n import mark as _
from .tree import OwnField, Tree


@dataclass(frozen=True, slots=True)
class TermField:
    """A blank that HR fills: kind is text, lines, date, money, percent, number, choice, region, person or rows; `hint` says
    what is wanted, `columns` what each of the rows holds.

    A chosen value goes into the contract as it stands, in Chinese; pages show it translated. No amount and no duty has a
    default: what nobody has said is not agreed.
    """

    name: str
    label: str
    kind: str
    default: str = ""
    required: bool = True
    choices: tuple[str, ...] = ()
    hint: str = ""
    columns: tuple[str, ...] = ()


OWN = "own."
"""How the names of blanks begin that a template brings along."""
_CELLS = re.compile(r"[\t|｜]")
_F = TermField
GROUPS: tuple[tuple[str, tuple[TermField, ...]], ...] = (
    (
        _("期限与试用期"),
        (
            _F("contract.start", _("合同开始日"), "date"),
            _F("contract.end", _("合同终止日"), "date", required=False, hint=_("含当日；无固定期限合同留空")),
            _F("contract.employment_start", _("用工之日（实际到岗）"), "date"),
            _F("probation.end", _("试用期结束日"), "date", required=False, hint=_("不约定试用期请留空")),
            _F("contract.service_start", _("连续工作起算日"), "date", required=False, hint=_("仅无固定期限合同")),
            _F(
                "contract.open_basis", _("无固定期限依据"), "choice", "协商一致", False,
                (_("协商一致"), _("连续工作满十年"), _("连续订立二次固定期限"), _("满一年未签视为")),
            ),
        ),
    ),
    (
        _("工作"),
        (
            _F("job.title", _("岗位名称"), "text"),
            _F("job.department", _("所属部门"), "text"),
            _F("job.duties", _("主要职责"), "lines", hint=_("不少于 10 个字")),
            _F("job.location", _("工作地点"), "text", hint=_("写到城市或更具体")),
            _F("job.sales_area", _("销售区域"), "text", required=False, hint=_("仅销售岗")),
            _F("work.system", _("工时制度"), "choice", "标准", choices=(_("标准"), _("综合计算"), _("不定时"))),
            _F("work.hours", _("工作时间安排"), "text", "每周一至周五 9:00—18:00，午休一小时"),
            _F("work.approval_no", _("特殊工时许可文号"), "text", required=False, hint=_("综合计算、不定时必填")),
        ),
    ),
    (
        _("报酬"),
        (
            _F("pay.base", _("基本工资（元/月，税前）"), "money"),
            _F("pay.post", _("岗位工资（元/月，税前）"), "money", required=False),
            _F("probation.wage", _("试用期月工资（元，税前）"), "money", required=False),
            _F("pay.pay_day", _("每月发薪日"), "number", "10"),
            _F("pay.overtime_base", _("加班工资基数"), "text", "乙方的月工资标准"),
            _F("pay.structure", _("工资结构"), "text", required=False, hint=_("仅无固定期限合同")),
            _F("bonus.project_scope", _("项目奖金适用范围"), "text", required=False, hint=_("仅技术岗")),
            _F("bonus.cycle", _("奖金考核周期"), "choice", "", False, ("", _("月"), _("季度"), _("项目"))),
            _F("bonus.base_desc", _("奖金基数"), "text", required=False),
            _F("bonus.pay_days", _("奖金支付期限（日）"), "number", required=False),
            _F("bonus.annual_rule", _("年度奖金"), "text", required=False),
            _F("commission.base_definition", _("提成基数"), "text", required=False, hint=_("仅销售岗")),
            _F("commission.deductions", _("提成扣减项"), "text", required=False),
            _F("commission.rate_table", _("提成比例"), "text", required=False),
            _F("commission.recognition_event", _("业绩确认"), "text", required=False),
            _F("commission.cycle", _("提成结算周期"), "choice", "", False, ("", _("月"), _("季度"))),
            _F("commission.pay_days", _("提成支付期限（日）"), "number", required=False),
            _F("commission.dispute_days", _("异议期（日）"), "number", required=False),
            _F("commission.after_leave_rule", _("离职后回款提成"), "text", required=False),
            _F("commission.return_rule", _("退货坏账处理"), "text", required=False),
        ),
    ),
    (
        _("职业病危害"),
        (
            _F(
                "hazard.exists", _("岗位有没有职业病危害（按国家目录）"), "choice", choices=("", _("无"), _("有")),
                hint=_("如实告知，不清楚的先问安全管理人员；写进合同第八条"),
            ),
            _F("hazard.kinds", _("危害种类"), "lines", required=False, hint=_("有危害时必填，例如“噪声、电焊烟尘”")),
            _F("hazard.consequence", _("可能的后果"), "lines", required=False),
            _F("hazard.measures", _("防护措施"), "lines", required=False),
            _F("hazard.treatment", _("相应待遇"), "lines", required=False),
        ),
    ),
    (
        _("竞业限制和服务期"),
        (
            _F(
                "noncompete.role", _("竞业限制：乙方属于"), "choice", "", False,
                ("", _("高级管理人员"), _("高级技术人员"), _("其他负有保密义务的人员")), _("不约定竞业限制请留空"),
            ),
            _F("noncompete.secrets", _("知悉的商业秘密"), "lines", required=False),
            _F("noncompete.months", _("离职后的期限（月）"), "number", required=False, hint=_("最长 24")),
            _F("noncompete.area", _("地域"), "text", required=False),
            _F("noncompete.scope", _("限制的范围"), "lines", required=False, hint=_("哪些业务、哪些同类企业")),
            _F("noncompete.monthly_comp", _("每月经济补偿（元）"), "money", required=False),
            _F("noncompete.comp_pct", _("不低于离职前十二个月平均工资的（%）"), "number", required=False),
            _F("noncompete.pay_day", _("补偿每月支付日"), "number", required=False),
            _F("noncompete.penalty", _("违约金（元）"), "money", required=False),
            _F(
                "training_bond.cost", _("专项培训费用（元）"), "money", required=False,
                hint=_("出资培训并约定服务期的才填，另签服务期协议"),
            ),
        ),
    ),
    (
        _("附件"),
        (
            _F("job.conditions", _("录用条件"), "lines", required=False, hint=_("约定试用期时必填，写在附件《岗位说明书和录用条件》里，要能逐条核对")),
            _F("annex.bonus", _("奖金和提成办法"), "lines", required=False, hint=_("有单独办法的写在这里，作为附件；没有请留空")),
            _F("annex.secrets", _("保密范围"), "lines", required=False, hint=_("需要列明的写在这里，作为附件；不需要请留空")),
        ),
    ),
    (
        _("其他"),
        (
            _F("social.place", _("参保地"), "text"),
            _F("benefit.extra", _("补充福利"), "text", required=False),
            _F("leave.extra_days", _("福利年假（天）"), "number", required=False),
        ),
    ),
)  # fmt: skip
TERM_FIELDS = {one.name: one for _title, fields in GROUPS for one in fields}
# What is not typed by HR, and a candidate may find wrong: from the onboarding form, or of the employer.
OF_THE_PARTIES = {
    "worker.name": _("姓名"),
    "worker.id_number": _("证件号码"),
    "worker.address": _("住址"),
    "worker.mobile": _("手机号"),
    "worker.email": _("邮箱"),
    "employer.name": _("用人单位"),
}
# What else nobody types: of the employer and the person, counted, or from the clock.
_OTHERS = {
    "worker.id_type": _("证件类型"),
    "employer.uscc": _("统一社会信用代码"),
    "employer.address": _("用人单位住所"),
    "employer.legal_rep": _("法定代表人"),
    "employer.contact_name": _("用人单位联系人"),
    "employer.contact_phone": _("用人单位联系电话"),
    "contract.no": _("合同编号"),
    "attachment.list": _("附件清单"),
    "job.region_name": _("工作地所在的省市"),
    "pay.base_cn": _("基本工资（大写）"),
    "pay.monthly_total": _("月工资合计"),
    "pay.monthly_total_cn": _("月工资合计（大写）"),
    "probation.start": _("试用期开始日"),
    "probation.months": _("试用期的月数（整月才有）"),
    "probation.wage_cn": _("试用期月工资（大写）"),
    "esign.platform_name": _("电子签约平台"),
    "esign.reliable": _("电子签名由持证机构认证"),
}
GIVEN = OF_THE_PARTIES | _OTHERS
"""Blanks that nobody fills in, and what they are called."""
KNOWN = frozenset(TERM_FIELDS) | frozenset(GIVEN)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The blanks that a template can use: the product's, and those that the template brings along."""

    own: Mapping[str, TermField] = field(default_factory=dict)

    @property
    def term_fields(self) -> tuple[TermField, ...]:
        """Those that HR fills in."""
        return (*TERM_FIELDS.values(), *self.own.values())

    @property
    def names(self) -> frozenset[str]:
        """All of them."""
        return KNOWN | self.own.keys()

    def find(self, blank: str) -> TermField | None:
        """The field that HR fills in; None where nobody types it."""
        return self.own.get(blank) or TERM_FIELDS.get(blank)

    def label(self, blank: str) -> LazyText:
        """What a blank is called."""
        own = self.own.get(blank)
        return LazyText(own.label) if own is not None else label_of(blank)

    def kind(self, blank: str) -> str:
        """The kind of what goes into a blank; text where nobody types it."""
        found = self.find(blank)
        return found.kind if found is not None else "text"


BUILT_IN_FIELDS = Dictionary()
"""Of a template that brings none along."""


def rows_in(text: str) -> tuple[tuple[str, ...], ...]:
    """Rows as they are typed, one a line, or pasted from a sheet: cells are set off by a tab or an upright stroke."""
    return tuple(
        tuple(cell.strip() for cell in _CELLS.split(line)) for line in text.splitlines() if line.strip()
    )


def dictionary_of(tree: Tree) -> Dictionary:
    """The blanks of a template."""
    return Dictionary({one.name: _term_field(one) for one in tree.fields})


def _term_field(own: OwnField) -> TermField:
    choices = own.choices if own.required else ("", *own.choices)
    return TermField(
        own.name,
        own.label,
        own.kind,
        required=own.required,
        choices=choices if own.kind == "choice" else (),
        hint=own.hint,
        columns=own.columns,
    )


def label_of(blank: str) -> LazyText:
    """What a blank is called; its own name where nothing is known of it."""
    return LazyText(TERM_FIELDS[blank].label if blank in TERM_FIELDS else GIVEN.get(blank, blank))
