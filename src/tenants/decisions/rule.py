"""The tenant's rule: ordered lines, the first that applies decides and is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ...platform.errors import DomainError
from ...platform.i18n import LazyText
from ...platform.i18n import lazy as _

Scores = dict[str, Decimal | None]
KINDS = (
    "missing_score",
    "cards_needed",
    "dimension_below",
    "disagreement",
    "average_at_least",
    "otherwise",
)
_WORDS = {"pass": "通过", "fail": "未通过", "review": "需复核"}


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

    def words(self) -> str:
        """The line as a sentence."""
        outcome = _WORDS[self.outcome]
        return {
            "missing_score": f"有维度没有打分 → {outcome}",
            "cards_needed": f"评价少于 {self.limit} 份 → {outcome}",
            "dimension_below": f"{self.dimension}低于 {self.limit} → {outcome}",
            "disagreement": f"面试官的平均分相差超过 {self.limit} → {outcome}",
            "average_at_least": f"平均分 ≥ {self.limit} → {outcome}",
            "otherwise": f"其他情况 → {outcome}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the rule decided, by which line (from 1), and why in one sentence."""

    outcome: str
    line_no: int
    line_text: str
    explanation: str


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


def decide(rule: Rule, cards: Sequence[Scores]) -> Mark:
    """Apply the rule to all cards of an application. Every card weighs the same, every dimension in it too."""
    given = [[score for score in card.values() if score is not None] for card in cards]
    averages = [sum(scores, Decimal(0)) / len(scores) for scores in given if scores]
    if not averages:
        return Mark("review", 0, "", "没有任何评分，需复核")
    average = sum(averages, Decimal(0)) / len(averages)
    for number, line in enumerate(rule.lines, start=1):
        if (why := _applies(line, cards, averages, average)) is not None:
            sentence = f"第 {number} 条：{why}，标记{_WORDS[line.outcome]}"
            return Mark(line.outcome, number, line.words(), sentence)
    raise AssertionError("the last line of a rule always applies")


def _applies(line: Line, cards: Sequence[Scores], averages: list[Decimal], average: Decimal) -> str | None:
    if line.kind == "missing_score":
        missing = sorted({name for card in cards for name, score in card.items() if score is None})
        return f"{'、'.join(missing)}没有打分" if missing else None
    if line.kind == "cards_needed":
        return f"只有 {len(cards)} 份评价，少于 {line.limit} 份" if len(cards) < line.limit else None
    if line.kind == "dimension_below":
        scores = [score for card in cards if (score := card.get(line.dimension)) is not None]
        lowest = min(scores, default=None)
        return (
            f"{line.dimension} {lowest} 低于 {line.limit}"
            if lowest is not None and lowest < line.limit
            else None
        )
    if line.kind == "disagreement":
        spread = max(averages) - min(averages)
        return f"面试官平均分相差 {_shown(spread)}，超过 {line.limit}" if spread > line.limit else None
    if line.kind == "average_at_least":
        return (
            f"平均分 {_shown(average)} ≥ {line.limit}（{_listed(cards)}）" if average >= line.limit else None
        )
    return f"平均分 {_shown(average)}，不满足以上各条（{_listed(cards)}）"


def _listed(cards: Sequence[Scores]) -> str:
    if len(cards) > 1:
        return f"{len(cards)} 份评价"
    return "，".join(f"{name} {score}" for name, score in cards[0].items() if score is not None)


def _shown(value: Decimal) -> Decimal:
    """Two places for the eye; cut, never rounded up over a limit that was not reached."""
    return value.quantize(Decimal("0.01"), ROUND_DOWN)
