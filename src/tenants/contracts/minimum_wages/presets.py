"""Standards that the product brings along, collected from the press: nobody has verified them, and the product says so."""

from datetime import date
from decimal import Decimal

from .types import MinimumWage

PRESETS = tuple(
    MinimumWage(region, Decimal(monthly), date.fromisoformat(since), Decimal(hourly) if hourly else None)
    for region, monthly, hourly, since in (
        ("310000", "2740", "25", "2025-07-01"),
        ("110000", "2540", "27.7", "2025-09-01"),
        ("440300", "2520", "23.7", "2025-03-01"),
        ("440100", "2500", "23.7", "2025-03-01"),
        ("440400", "2080", "19.8", "2025-03-01"),
        ("440600", "2080", "19.8", "2025-03-01"),
        ("441900", "2080", "19.8", "2025-03-01"),
        ("442000", "2080", "19.8", "2025-03-01"),
        ("430100", "2200", "22", "2025-01-01"),
        ("320100", "2490", "", "2024-01-01"),
        ("320500", "2490", "", "2024-01-01"),
        ("330100", "2490", "", "2024-01-01"),
        ("330200", "2490", "", "2024-01-01"),
        ("210100", "2100", "", "2024-05-01"),
        ("210200", "2100", "", "2024-05-01"),
    )
)
