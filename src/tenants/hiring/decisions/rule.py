"""The tenant's rule: ordered lines, the first that applies decides and is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ....platform.errors import DomainError
from ....platform.i18n import LazyText, mark
from ....platform.i18n import lazy as _
from .cards import Card, Case
from .conditions import KINDS, Condition, otherwise

__all__ = ["DEFAULT_RULE", "Card", "Condition", "Line", "Mark", "Rule", "RuleError", "average_rule", "decide"]

THE_RULE = mark("判定规则")
MOST_LINES = 20
OUTCOME_WORDS = {"pass": _("通过"), "fail": _("未通过"), "review": _("需复核")}


class RuleError(DomainError):
    """The rule makes no sense; `line` (from 1, 0: the rule as a whole) and `field` say where."""

    code = "rule"

    def __init__(self, text: LazyText, line: int = 0, field: str = "") -> None:
        self.text = text
        self.line = line
        self.field = field


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where all its conditions hold, it marks `outcome`. Without conditions it always holds."""

    outcome: str
    conditions: tuple[Condition, ...] = ()

    def words(self) -> LazyText:
        """The line as a sentence."""
        said = _("其他情况")
        for place, condition in enumerate(self.conditions):
            clause = condition.words()
            said = _("{first}，并且{second}").format(first=said, second=clause) if place else clause
        return _("{conditions} → {outcome}").format(conditions=said, outcome=OUTCOME_WORDS[self.outcome])

    def holds(self, case: Case) -> bool:
        """Whether all its conditions hold in the case."""
        return all(condition.found_in(case) is not None for condition in self.conditions)

    def said_of(self, case: Case) -> LazyText:
        """What its conditions find in a case in which they hold, as a clause."""
        if not self.conditions:
            return otherwise(case)
        first, *others = (condition.said_of(case) for condition in self.conditions)
        for other in others:
            first = _("{first}，并且{second}").format(first=first, second=other)
        return first


@dataclass(frozen=True, slots=True)
class Mark:
    """What the rule decided, and by which line (from 1; 0 and None where there is nothing to decide on).

    Line and reason are put into words when somebody asks for them: most marks of a dry run are never read.
    """

    outcome: str
    line_no: int
    line: Line | None
    case: Case

    @property
    def line_text(self) -> LazyText:
        """The deciding line as a sentence."""
        return self.line.words() if self.line is not None else LazyText("")

    @property
    def explanation(self) -> LazyText:
        """Why, in one sentence that names the line."""
        if self.line is None:
            return _("没有任何评分，需复核")
        return _("第 {number} 条：{why}，标记{outcome}").format(
            number=self.line_no, why=self.line.said_of(self.case), outcome=OUTCOME_WORDS[self.outcome]
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A version of the rule; its last line has no conditions, so that every case is decided.

    Raises:
        RuleError: the lines make no sense.
    """

    version: int
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        for problem in problems_of(self.lines):
            raise problem

    def to_json(self) -> list[dict[str, Any]]:
        """For storage."""
        return [
            {
                "outcome": line.outcome,
                "conditions": [
                    {"kind": one.kind, "limit": str(one.limit), "dimension": one.dimension}
                    for one in line.conditions
                ],
            }
            for line in self.lines
        ]

    @classmethod
    def from_json(cls, version: int, lines: list[Any]) -> "Rule":
        """What `to_json` gave, now or when a line was one condition."""
        return cls(version, tuple(Line(line["outcome"], _conditions(line)) for line in lines))


def _conditions(line: dict[str, Any]) -> tuple[Condition, ...]:
    kept = line.get("conditions")
    if kept is None:  # as it was kept when a line was one condition
        kept = [] if line["kind"] == "otherwise" else [line]
    return tuple(Condition(one["kind"], Decimal(one["limit"]), one["dimension"]) for one in kept)


def problems_of(lines: Sequence[Line]) -> Iterator[RuleError]:
    """Everything that makes no sense in these lines, each with its place."""
    if not lines or lines[-1].conditions:
        yield RuleError(_("规则最后一行必须是“其他情况”。"))
    if len(lines) > MOST_LINES:
        yield RuleError(_("规则最多 {most} 行。").format(most=MOST_LINES))
    for number, line in enumerate(lines, start=1):
        if line.outcome not in OUTCOME_WORDS:
            yield RuleError(_("请选择一项。"), number, "outcome")
        if not line.conditions and number < len(lines):
            yield RuleError(_("“其他情况”之后不能再有规则。"), number)
        known = True
        for place, condition in enumerate(line.conditions):
            for problem in _problems_of(condition, number, place):
                known = False
                yield problem
        if known and (hidden_by := _hidden_by(lines, number)):
            yield RuleError(_("第 {n} 条已经包含这种情况，这一行永远不会用到。").format(n=hidden_by), number)


def _problems_of(condition: Condition, number: int, place: int) -> Iterator[RuleError]:
    kind = KINDS.get(condition.kind)
    if kind is None:
        yield RuleError(_("请选择一项。"), number, f"kind{place}")
        return
    if kind.dimension and kind.of_any is None and not condition.dimension:
        yield RuleError(_("请选择维度。"), number, f"dimension{place}")
    if kind.range is not None:
        low, high = kind.range
        if not low <= condition.limit <= high or (kind.whole and condition.limit % 1):
            text = _("请填写 {low} 到 {high} 之间的数。").format(low=low, high=high)
            yield RuleError(text, number, f"limit{place}")


def _hidden_by(lines: Sequence[Line], number: int) -> int:
    """The earlier line (from 1) that always applies where this one would, or 0."""
    mine = lines[number - 1].conditions
    for earlier, line in enumerate(lines[: number - 1], start=1):
        if line.conditions and all(
            any(one.kind in KINDS and one.implies(other) for one in mine) for other in line.conditions
        ):
            return earlier
    return 0


def average_rule(version: int, limit: Decimal) -> Rule:
    """The usual rule: a gap in the scores is for a person, then the average decides."""
    return Rule(
        version,
        (
            Line("review", (Condition("missing_score"),)),
            Line("pass", (Condition("average_at_least", limit),)),
            Line("fail"),
        ),
    )


DEFAULT_RULE = average_rule(1, Decimal(7))


def decide(rule: Rule, cards: Sequence[Card]) -> Mark:
    """Apply the rule to all cards of an application; without a single point it is for a person."""
    case = Case(cards)
    if not case.averages:
        return Mark("review", 0, None, case)
    for number, line in enumerate(rule.lines, start=1):
        if line.holds(case):
            return Mark(line.outcome, number, line, case)
    raise AssertionError("the last line of a rule always applies")
