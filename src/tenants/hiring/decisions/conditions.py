"""What a line of the rule can ask: each kind with its sentence, its limits and what it finds in a case."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from operator import ge, gt, lt
from typing import Any, Literal

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .cards import Case

_AND = "、"  # rules: allow untranslated – between names, which are the tenant's own
_POINTS = (Decimal(0), Decimal(10))
_CARDS = (Decimal(1), Decimal(20))
Finding = Decimal | int | list[str]
"""What a condition finds where it holds: points, a number of cards, or names of dimensions."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `limit`: points, or the number of cards; `dimension`: for the kinds that name one."""

    kind: str
    limit: Decimal = Decimal(0)
    dimension: str = ""

    def words(self) -> LazyText:
        """The condition as a clause."""
        kind = KINDS[self.kind]
        text = kind.clause if self.dimension or kind.of_any is None else kind.of_any
        return text.format(limit=self.limit, dimension=self.dimension)

    def found_in(self, case: Case) -> Finding | None:
        """What it finds in the case; None where it does not hold."""
        return KINDS[self.kind].find(self, case)

    def said_of(self, case: Case) -> LazyText:
        """What it finds in a case in which it holds, as a clause."""
        kind = KINDS[self.kind]
        text = kind.said_weighted if kind.said_weighted and case.weighted else kind.said
        values: dict[str, object] = {kind.finds: _readable(kind, kind.find(self, case))}
        if kind.range is not None:
            values["limit"] = self.limit
        if kind.range is not None and kind.dimension:
            values["dimension"] = self.dimension
        if kind.lists:
            values["given"] = listed(case)
        return text.format(**values)

    def implies(self, other: "Condition") -> bool:
        """Whether the other always holds where this one does."""
        if self.kind != other.kind:
            return False
        if self.dimension != other.dimension and not (self.kind == "veto" and not other.dimension):
            return False
        grows = KINDS[self.kind].grows
        if grows == "up":
            return self.limit >= other.limit
        return self.limit <= other.limit if grows == "down" else True


Find = Callable[[Condition, Case], Finding | None]


def _named(names: Callable[[Condition, Case], list[str]]) -> Find:
    """Finds names of dimensions, where there are any."""
    return lambda condition, case: names(condition, case) or None


def _compared(
    value: Callable[[Condition, Case], Decimal | int | None], holds: Callable[[Any, Decimal], bool]
) -> Find:
    """Finds a value that there is, where it stands so to the condition's limit."""

    def find(condition: Condition, case: Case) -> Finding | None:
        found = value(condition, case)
        return found if found is not None and holds(found, condition.limit) else None

    return find


def _lowest(condition: Condition, case: Case) -> Decimal | None:
    return min(case.points(condition.dimension), default=None)


def _average(_condition: Condition, case: Case) -> Decimal | None:
    return case.average


def otherwise(case: Case) -> LazyText:
    """What is said where no line before the last one applies."""
    text = (
        _("加权平均分 {average}，不满足以上各条（{given}）")
        if case.weighted
        else _("平均分 {average}，不满足以上各条（{given}）")
    )
    return text.format(average=_shown(case.average or Decimal(0)), given=listed(case))


def listed(case: Case) -> LazyText | str:
    """What the average is made of: the scores of the only card, or how many cards."""
    if len(case.cards) > 1:
        return _("{n} 份评价").format(n=len(case.cards))
    scores = case.cards[0].scores.items()
    return _AND.join(f"{name} {points}" for name, points in scores if points is not None)


def _readable(kind: "Kind", found: Finding | None) -> str | int:
    if isinstance(found, list):
        return _AND.join(found)
    if isinstance(found, Decimal):  # points as they were given, what is computed in two places
        return str(found if kind.dimension else _shown(found))
    return found or 0


def _shown(value: Decimal) -> Decimal:
    """Two places for the eye; cut, never rounded up over a limit that was not reached."""
    return value.quantize(Decimal("0.01"), ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of condition: its name in the editor, its clause, what it finds (called `finds` in what is said) and how that is said.

    `of_any`: the clause without a dimension, where leaving it out means any. `range`: the limits of `limit`, None
    where there is none. `grows`: whether a higher (`up`) or lower (`down`) limit makes it hold less often. `lists`: the
    sentence names the scores too.
    """

    label: LazyText
    clause: LazyText
    find: Find
    finds: str
    said: LazyText
    said_weighted: LazyText | None = None
    lists: bool = False
    range: tuple[Decimal, Decimal] | None = None
    dimension: bool = False
    of_any: LazyText | None = None
    whole: bool = False
    grows: Literal["", "up", "down"] = ""


KINDS: dict[str, Kind] = {
    "missing_score": Kind(
        _("有维度没有打分"),
        _("有维度没有打分"),
        _named(lambda _condition, case: case.missing()),
        "dimensions",
        _("{dimensions}没有打分"),
    ),
    "cards_needed": Kind(
        _("评价份数少于"),
        _("评价少于 {limit} 份"),
        _compared(lambda _condition, case: len(case.cards), lt),
        "n",
        _("只有 {n} 份评价，少于 {limit} 份"),
        range=_CARDS,
        whole=True,
        grows="down",
    ),
    "veto": Kind(
        _("面试官一票否决"),
        _("{dimension}被面试官一票否决"),
        _named(lambda condition, case: case.vetoes(condition.dimension)),
        "dimensions",
        _("{dimensions}被一票否决"),
        dimension=True,
        of_any=_("有面试官一票否决"),
    ),
    "below_minimum": Kind(
        _("有维度低于评价表的最低分"),
        _("有维度低于评价表的最低分"),
        _named(lambda _condition, case: case.below_minimum()),
        "dimensions",
        _("{dimensions}低于评价表的最低分"),
    ),
    "dimension_below": Kind(
        _("单项最低分低于"),
        _("{dimension}低于 {limit}"),
        _compared(_lowest, lt),
        "score",
        _("{dimension} {score} 低于 {limit}"),
        range=_POINTS,
        dimension=True,
        grows="down",
    ),
    "dimension_at_least": Kind(
        _("单项最低分不低于"),
        _("{dimension} ≥ {limit}"),
        _compared(_lowest, ge),
        "score",
        _("{dimension} {score} ≥ {limit}"),
        range=_POINTS,
        dimension=True,
        grows="up",
    ),
    "disagreement": Kind(
        _("面试官平均分相差超过"),
        _("面试官的平均分相差超过 {limit}"),
        _compared(lambda _condition, case: max(case.averages) - min(case.averages), gt),
        "spread",
        _("面试官平均分相差 {spread}，超过 {limit}"),
        range=_POINTS,
        grows="up",
    ),
    "average_at_least": Kind(
        _("平均分不低于"),
        _("平均分 ≥ {limit}"),
        _compared(_average, ge),
        "average",
        _("平均分 {average} ≥ {limit}（{given}）"),
        _("加权平均分 {average} ≥ {limit}（{given}）"),
        lists=True,
        range=_POINTS,
        grows="up",
    ),
    "average_below": Kind(
        _("平均分低于"),
        _("平均分低于 {limit}"),
        _compared(_average, lt),
        "average",
        _("平均分 {average} 低于 {limit}（{given}）"),
        _("加权平均分 {average} 低于 {limit}（{given}）"),
        lists=True,
        range=_POINTS,
        grows="down",
    ),
}
