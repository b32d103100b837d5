"""Minimum wages. Seed data, unverified: the product says so wherever it uses them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .places import lies_in

_OLD_AFTER_DAYS = 400


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The monthly standard of a place, full time, in 元; `province` is what the place may have before its name."""

    place: str
    monthly: Decimal
    effective_from: date
    verified: bool = False
    province: str = ""

    def doubtful(self, on: date) -> bool:
        """Whether a person should look the standard up again."""
        return not self.verified or (on - self.effective_from).days > _OLD_AFTER_DAYS


SEED = tuple(
    MinimumWage(place, Decimal(monthly), date.fromisoformat(since), province=province)
    for province, place, monthly, since in (
        ("上海", "上海", "2740", "2025-07-01"),
        ("北京", "北京", "2540", "2025-09-01"),
        ("广东", "深圳", "2520", "2025-03-01"),
        ("广东", "广州", "2500", "2025-03-01"),
        ("湖南", "长沙", "2200", "2025-01-01"),
        ("江苏", "苏州", "2490", "2024-01-01"),
        ("江苏", "南京", "2490", "2024-01-01"),
        ("浙江", "杭州", "2490", "2024-01-01"),
        ("浙江", "宁波", "2490", "2024-01-01"),
        ("广东", "珠海", "2080", "2025-03-01"),
        ("广东", "佛山", "2080", "2025-03-01"),
        ("广东", "东莞", "2080", "2025-03-01"),
        ("辽宁", "大连", "2100", "2024-05-01"),
        ("辽宁", "沈阳", "2100", "2024-05-01"),
    )
)


def minimum_wage(location: str) -> MinimumWage | None:
    """The standard at the place of work (实施条例 Art. 14), or None where the table has none.

    The division the place begins with decides; of several that fit the longest name, which is the most specific.
    """
    fitting = [wage for wage in SEED if lies_in(location, wage.place, wage.province)]
    return max(fitting, key=lambda wage: len(wage.place), default=None)
