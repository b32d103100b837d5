"""The tenant's rule: ordered lines, the first that applies decides and is named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ...platform.errors import DomainError
from ...platform.i18n import LazyText
from ...platform.i18n import lazy as _

_ONE = Decimal(1)
_AND = "、"  # rules: allow untranslated – between names, which are the tenant's own
KINDS = (
    "missing_score",
    "cards_needed",
    "dimension_below",
    "disagreement",
    "average_at_least",
    "otherwise",
)
_WORDS = {"pass": _("通过"), "fail": _("未通过"), "review": _("需复核")}


@dataclass(frozen=True, slots=True)
class Card:
    """What one interviewer's scorecard says to the rule.

    `scores`: dimension → points (0-10), None where left blank. `weights`: what a dimension counts in the average;
    one that is not named counts 1. `vetoes`: the dimensions the interviewer struck out.
    """

    scores: dict[str, Decimal | None]
    weights: dict[str, Decimal] = field(default_factory=dict)
    vetoes: frozenset[str] = frozenset()

    def average(self) -> Decimal | None:
        """The weighted average of the dimensions that have points; None where none that counts has any."""
        total = weight = Decimal(0)
        for name, points in self.scores.items():
            if points is not None:
                counts = self.weights.get(name, _ONE)
                total += points * counts
                weight += counts
        return total / weight if weight else None


class RuleError(DomainError):
    """The rule makes no sense; the text says which line."""

    code = "rule"

    def __init__(self, text: LazyText, field: str = "limit") -> None:
        self.text = text
        self.field = field


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `limit`: points, or the number of cards; `dimension` only for dimension_below."""

    kind: str
    outcome: str
    limit: Decimal = Decimal(0)
    dimension: str = ""

    def words(self) -> LazyText:
        """The line as a sentence."""
        words = {
            "missing_score": _("有维度没有打分 → {outcome}"),
            "cards_needed": _("评价少于 {limit} 份 → {outcome}"),
            "dimension_below": _("{dimension}低于 {limit} → {outcome}"),
            "disagreement": _("面试官的平均分相差超过 {limit} → {outcome}"),
            "average_at_least": _("平均分 ≥ {limit} → {outcome}"),
            "otherwise": _("其他情况 → {outcome}"),
        }[self.kind]
        return words.format(outcome=_WORDS[self.outcome], limit=self.limit, dimension=self.dimension)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the rule decided, by which line (from 1), and why in one sentence."""

    outcome: str
    line_no: int
    line_text: LazyText
    explanation: LazyText


@dataclass(frozen=True, slots=True)
class Rule:
    """A version of the rule; its last line is `otherwise`, so that every case is decided."""

    version: int
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if not self.lines or self.lines[-1].kind != "otherwise":
            raise RuleError(_("规则最后一行必须是“其他情况”。"))
        for line in self.lines:
            if line.kind not in KINDS or line.outcome not in _WORDS:
                raise RuleError(_("规则中有无法识别的行。"))
            if line.kind == "otherwise" and line is not self.lines[-1]:
                raise RuleError(_("“其他情况”之后不能再有规则。"))
            if line.kind == "average_at_least" and not 0 <= line.limit <= 10:
                raise RuleError(_("平均分应在 0 到 10 之间。"))
            if line.kind == "dimension_below" and not line.dimension:
                raise RuleError(_("请选择维度。"), "dimension")

    def to_json(self) -> list[dict[str, Any]]:
        """For storage."""
        return [
            {
                "kind": line.kind,
                "outcome": line.outcome,
                "limit": str(line.limit),
                "dimension": line.dimension,
            }
            for line in self.lines
        ]

    @classmethod
    def from_json(cls, version: int, lines: list[Any]) -> "Rule":
        """What `to_json` gave."""
        read = tuple(
            Line(line["kind"], line["outcome"], Decimal(line["limit"]), line["dimension"]) for line in lines
        )
        return cls(version, read)


def average_rule(version: int, limit: Decimal) -> Rule:
    """The usual rule: a gap in the scores is for a person, then the average decides."""
    return Rule(
        version,
        (
            Line("missing_score", "review"),
            Line("average_at_least", "pass", limit),
            Line("otherwise", "fail"),
        ),
    )


DEFAULT_RULE = average_rule(1, Decimal(7))


def decide(rule: Rule, cards: Sequence[Card]) -> Mark:
    """Apply the rule to all cards of an application. Every card weighs the same."""
    averages = [average for card in cards if (average := card.average()) is not None]
    if not averages:
        return Mark("review", 0, LazyText(""), _("没有任何评分，需复核"))
    average = sum(averages, Decimal(0)) / len(averages)
    for number, line in enumerate(rule.lines, start=1):
        if (why := _applies(line, cards, averages, average)) is not None:
            sentence = _("第 {number} 条：{why}，标记{outcome}").format(
                number=number, why=why, outcome=_WORDS[line.outcome]
            )
            return Mark(line.outcome, number, line.words(), sentence)
    raise AssertionError("the last line of a rule always applies")


def _applies(line: Line, cards: Sequence[Card], averages: list[Decimal], average: Decimal) -> LazyText | None:
    if line.kind == "missing_score":
        missing = sorted({name for card in cards for name, score in card.scores.items() if score is None})
        return _("{dimensions}没有打分").format(dimensions=_AND.join(missing)) if missing else None
    if line.kind == "cards_needed":
        if len(cards) >= line.limit:
            return None
        return _("只有 {n} 份评价，少于 {limit} 份").format(n=len(cards), limit=line.limit)
    if line.kind == "dimension_below":
        scores = [score for card in cards if (score := card.scores.get(line.dimension)) is not None]
        lowest = min(scores, default=None)
        if lowest is None or lowest >= line.limit:
            return None
        return _("{dimension} {score} 低于 {limit}").format(
            dimension=line.dimension, score=lowest, limit=line.limit
        )
    if line.kind == "disagreement":
        spread = max(averages) - min(averages)
        if spread <= line.limit:
            return None
        return _("面试官平均分相差 {spread}，超过 {limit}").format(spread=_shown(spread), limit=line.limit)
    if line.kind == "average_at_least":
        if average < line.limit:
            return None
        return _("平均分 {average} ≥ {limit}（{given}）").format(
            average=_shown(average), limit=line.limit, given=_listed(cards)
        )
    return _("平均分 {average}，不满足以上各条（{given}）").format(
        average=_shown(average), given=_listed(cards)
    )


def _listed(cards: Sequence[Card]) -> LazyText | str:
    if len(cards) > 1:
        return _("{n} 份评价").format(n=len(cards))
    return _AND.join(f"{name} {score}" for name, score in cards[0].scores.items() if score is not None)


def _shown(value: Decimal) -> Decimal:
    """Two places for the eye; cut, never rounded up over a limit that was not reached."""
    return value.quantize(Decimal("0.01"), ROUND_DOWN)
