"""What the rule is applied to: the scorecards of one application."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Card:
    """What one interviewer's scorecard says to the rule.

    `scores`: dimension → points (0-10), None where left blank. `weights`: what a dimension counts in the average;
    one that is not named counts 1. `vetoes`: the dimensions the interviewer struck out. `minimums`: the least points
    that the interviewer's form asks for in a dimension.
    """

    scores: dict[str, Decimal | None]
    weights: dict[str, Decimal] = field(default_factory=dict)
    vetoes: frozenset[str] = frozenset()
    minimums: dict[str, Decimal] = field(default_factory=dict)

    def average(self) -> Decimal | None:
        """The weighted average of the dimensions that have points; None where none that counts has any."""
        total = weight = Decimal(0)
        for name, points in self.scores.items():
            if points is not None:
                counts = self.weights.get(name, _ONE)
                total += points * counts
                weight += counts
        return total / weight if weight else None


class Case:
    """All cards of an application, and what several conditions ask of them: every card weighs the same."""

    __slots__ = ("average", "averages", "cards")

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = cards
        self.averages = [average for card in cards if (average := card.average()) is not None]
        self.average = sum(self.averages, Decimal(0)) / len(self.averages) if self.averages else None

    @property
    def weighted(self) -> bool:
        """Whether some dimension counts more or less than another."""
        return any(weight != _ONE for card in self.cards for weight in card.weights.values())

    def missing(self) -> list[str]:
        """The dimensions somebody left blank."""
        return sorted({name for card in self.cards for name, points in card.scores.items() if points is None})

    def below_minimum(self) -> list[str]:
        """The dimensions in which somebody gave less than their form asks for."""
        found = set()
        for card in self.cards:
            for name, least in card.minimums.items():
                points = card.scores.get(name)
                if points is not None and points < least:
                    found.add(name)
        return sorted(found)

    def points(self, dimension: str) -> list[Decimal]:
        """What each interviewer gave in a dimension."""
        return [given for card in self.cards if (given := card.scores.get(dimension)) is not None]

    def vetoes(self, dimension: str) -> list[str]:
        """The dimensions struck out, of all or of one."""
        struck = {name for card in self.cards for name in card.vetoes}
        return sorted(struck & {dimension} if dimension else struck)
