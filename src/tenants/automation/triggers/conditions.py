"""What a trigger may ask of the application: one condition for each fact, all of which must hold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one application. `department`: the path of its department, which names those above it too."""

    application_id: UUID
    name: str
    vacancy_id: UUID
    vacancy: str
    department_name: str
    department: str
    source: str
    stage: str
    outcome: str
    applied_at: datetime
    interviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a fact, how it is compared (`operator`), and with what."""

    fact: str
    operator: str
    value: str

    def holds(self, facts: Facts, now: datetime) -> bool:
        """Whether the application is like that."""
        return FACTS[self.fact].operators[self.operator].holds(facts, self.value, now)

    def words(self, names: Mapping[str, str]) -> LazyText:
        """The condition as a clause; `names`: what ids and codes are called, those that are not there any more apart."""
        kept = self.value if FACTS[self.fact].speaks else _("已删除的选项")
        said = names.get(f"{self.fact}:{self.value}") or kept
        return FACTS[self.fact].operators[self.operator].clause.format(value=said)


def hold(conditions: Iterable[Condition], facts: Facts, now: datetime) -> bool:
    """Whether every condition holds."""
    return all(condition.holds(facts, now) for condition in conditions)


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to compare: its name in the editor, its clause, its test."""

    label: LazyText
    clause: LazyText
    holds: Callable[[Facts, str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something conditions can be about; `days`: it is compared with a number of days, else with one of a list.

    `speaks`: what it is compared with can be read as it is.
    """

    label: LazyText
    operators: Mapping[str, Operator]
    days: bool = False
    speaks: bool = False


def _days_since(moment: datetime | None, now: datetime, days: str) -> bool | None:
    """Whether so many days have passed since `moment`; None where it never came."""
    return None if moment is None else now - moment >= timedelta(days=int(days))


def _below(facts: Facts, department: str) -> bool:
    """Whether the application belongs to a department, or to one below it."""
    return UUID(department).hex in facts.department.split("/")


FACTS: dict[str, Fact] = {
    "post": Fact(
        _("职位"),
        {
            "is": Operator(_("是"), _("职位是{value}"), lambda f, v, _now: str(f.vacancy_id) == v),
            "is_not": Operator(_("不是"), _("职位不是{value}"), lambda f, v, _now: str(f.vacancy_id) != v),
        },
    ),
    "department": Fact(
        _("部门"),
        {
            "is": Operator(_("属于"), _("部门属于{value}"), lambda f, v, _now: _below(f, v)),
            "is_not": Operator(_("不属于"), _("部门不属于{value}"), lambda f, v, _now: not _below(f, v)),
        },
    ),
    "source": Fact(
        _("来源"),
        {
            "is": Operator(_("是"), _("来源是{value}"), lambda f, v, _now: f.source == v),
            "is_not": Operator(_("不是"), _("来源不是{value}"), lambda f, v, _now: f.source != v),
        },
        speaks=True,
    ),
    "stage": Fact(
        _("阶段"),
        {
            "is": Operator(_("是"), _("阶段是{value}"), lambda f, v, _now: f.stage == v),
            "is_not": Operator(_("不是"), _("阶段不是{value}"), lambda f, v, _now: f.stage != v),
        },
    ),
    "outcome": Fact(
        _("结果"),
        {
            "is": Operator(_("是"), _("结果是{value}"), lambda f, v, _now: f.outcome == v),
            "is_not": Operator(_("不是"), _("结果不是{value}"), lambda f, v, _now: f.outcome != v),
        },
    ),
    "applied": Fact(
        _("申请时间"),
        {
            "at_least": Operator(
                _("已满"),
                _("申请已满 {value} 天"),
                lambda f, v, now: _days_since(f.applied_at, now, v) is True,
            ),
            "below": Operator(
                _("不满"),
                _("申请不满 {value} 天"),
                lambda f, v, now: _days_since(f.applied_at, now, v) is False,
            ),
        },
        days=True,
        speaks=True,
    ),
    "interviewed": Fact(
        _("最近一次面试"),
        {
            "at_least": Operator(
                _("已过"),
                _("最近一次面试已过 {value} 天"),
                lambda f, v, now: _days_since(f.interviewed_at, now, v) is True,
            ),
            "below": Operator(
                _("不满"),
                _("最近一次面试不满 {value} 天"),
                lambda f, v, now: _days_since(f.interviewed_at, now, v) is False,
            ),
        },
        days=True,
        speaks=True,
    ),
}
MOST_DAYS = 365
