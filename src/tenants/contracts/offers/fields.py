"""What an offer says: blanks of a contract, by the same names, and the parts of pay that go with each way of paying."""

from dataclasses import replace
from types import MappingProxyType

from ....platform.i18n import mark
from ..contract_templates.fields import TERM_FIELDS, TermField

_WORK = ("job.title", "job.department", "job.location")
_TERM = ("contract.start", "contract.end", "probation.end")
_FIXED = ("pay.base", "pay.post", "probation.wage")
_COMMISSION = (
    "commission.base_definition",
    "commission.rate_table",
    "commission.recognition_event",
    "commission.cycle",
    "commission.pay_days",
    "commission.after_leave_rule",
)
_PROJECT_BONUS = ("bonus.project_scope", "bonus.base_desc", "bonus.cycle", "bonus.pay_days")
_IN_WORDS = ("pay.structure",)
# The ways of paying that vacancies know by themselves; whatever a tenant calls its own is said in words.
_PARTS = MappingProxyType(
    {
        mark("固定薪资"): _FIXED,
        mark("固定薪资 + 项目奖金"): _FIXED + _PROJECT_BONUS,
        mark("底薪 + 提成"): _FIXED + _COMMISSION,
    }
)
_REQUIRED = frozenset(
    (
        "job.title",
        "job.location",
        "contract.start",
        "pay.base",
        "pay.structure",
        "commission.base_definition",
        "commission.rate_table",
        "commission.cycle",
        "bonus.base_desc",
        "bonus.cycle",
    )
)
_LABELS = MappingProxyType(
    {
        "contract.start": mark("入职日（合同开始日）"),
        "pay.structure": mark("薪酬怎么算"),
    }
)
_HINTS = MappingProxyType(
    {
        "contract.end": mark("含当日；无固定期限请留空"),
        "pay.structure": mark("写清每一部分怎么算、什么时候付"),
    }
)


def groups(pay_structure: str) -> tuple[tuple[str, tuple[TermField, ...]], ...]:
    """The blanks of an offer for a job that is paid so, in their groups, none of them filled."""
    pay = _PARTS.get(pay_structure, _FIXED + _IN_WORDS if pay_structure else _FIXED)
    return tuple(
        (title, tuple(_blank(name) for name in names))
        for title, names in ((mark("工作"), _WORK), (mark("期限与试用期"), _TERM), (mark("报酬"), pay))
    )


def fields(pay_structure: str) -> tuple[TermField, ...]:
    """The same without the groups."""
    return tuple(field for _title, members in groups(pay_structure) for field in members)


def _blank(name: str) -> TermField:
    known = TERM_FIELDS[name]
    return replace(
        known,
        default="",
        required=name in _REQUIRED,
        label=_LABELS.get(name, known.label),
        hint=_HINTS.get(name, ""),
    )
