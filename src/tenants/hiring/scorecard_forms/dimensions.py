"""What a scorecard form asks: dimensions with weight, minimum, veto and anchors, in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _

MOST_DIMENSIONS = 20
LONGEST_NAME = 40
SEPARATOR = "、"  # rules: allow untranslated – between names and words, which are the tenant's own
LONGEST_ANCHOR = 200
LOWEST, HIGHEST = Decimal(0), Decimal(10)
LEAST_WEIGHT, MOST_WEIGHT = Decimal("0.1"), Decimal(100)


@dataclass(frozen=True, slots=True)
class Band:
    """Some neighbouring points with their common word."""

    low: int
    high: int
    word: LazyText

    @property
    def points(self) -> range:
        return range(self.low, self.high + 1)


BANDS = (Band(9, 10, _("突出")), Band(7, 8, _("胜任")), Band(5, 6, _("勉强")), Band(0, 4, _("不足")))


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to be scored from 0 to 10.

    `minimum`: below it the interviewer says in the note what they saw. `veto`: the interviewer may strike the
    candidate out here, with a reason. `anchors`: for each of `BANDS` what somebody who deserves these points does.
    """

    name: str
    weight: Decimal = Decimal(1)
    minimum: Decimal | None = None
    veto: bool = False
    anchors: tuple[str, ...] = ("",) * len(BANDS)

    @property
    def anchored(self) -> list[tuple[Band, str]]:
        """The bands that are described, best first."""
        return [(band, words) for band, words in zip(BANDS, self.anchors, strict=True) if words]

    def to_json(self) -> dict[str, Any]:
        """For storage."""
        return {
            "name": self.name,
            "weight": str(self.weight),
            "minimum": None if self.minimum is None else str(self.minimum),
            "veto": self.veto,
            "anchors": list(self.anchors),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Dimension":
        """What `to_json` gave."""
        minimum = data["minimum"]
        return cls(
            name=data["name"],
            weight=Decimal(data["weight"]),
            minimum=None if minimum is None else Decimal(minimum),
            veto=data["veto"],
            anchors=tuple(data["anchors"]),
        )


def plain(names: Iterable[str]) -> tuple[Dimension, ...]:
    """Dimensions that weigh the same, without anything more."""
    return tuple(map(Dimension, names))


def names_of(dimensions: Sequence[Dimension]) -> list[str]:
    """The dimensions' names in their order."""
    return [dimension.name for dimension in dimensions]
