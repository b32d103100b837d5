"""Minimum wages. Seed data, unverified: the product says so wherever it uses them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_OLD_AFTER_DAYS = 400


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The monthly standard of a place, full time, in 元."""

    place: str
    monthly: Decimal
    effective_from: date
    verified: bool = False

    def doubtful(self, on: date) -> bool:
        """Whether a person should look the standard up again."""
        return not self.verified or (on - self.effective_from).days > _OLD_AFTER_DAYS


SEED = tuple(
    MinimumWage(place, Decimal(monthly), date.fromisoformat(since))
    for place, monthly, since in (
        ("上海", "2740", "2025-07-01"),
        ("北京", "2540", "2025-09-01"),
        ("深圳", "2520", "2025-03-01"),
        ("广州", "2500", "2025-03-01"),
        ("长沙", "2200", "2025-01-01"),
        ("苏州", "2490", "2024-01-01"),
        ("南京", "2490", "2024-01-01"),
        ("杭州", "2490", "2024-01-01"),
        ("宁波", "2490", "2024-01-01"),
        ("珠海", "2080", "2025-03-01"),
        ("佛山", "2080", "2025-03-01"),
        ("东莞", "2080", "2025-03-01"),
        ("大连", "2100", "2024-05-01"),
        ("沈阳", "2100", "2024-05-01"),
    )
)


def minimum_wage(location: str) -> MinimumWage | None:
    """The standard at the place of work (实施条例 Art. 14), or None where the table has none."""
    return next((wage for wage in SEED if wage.place in location), None)
