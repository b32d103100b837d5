"""Warns where the official plan of days off ought to be known and is not; a warning never fails a check."""

import sys
from datetime import date

from huiyin.platform.clock import today_in_china
from huiyin.platform.workdays import missing_plan


def warning(today: date) -> str:
    """What is missing on this day, or nothing."""
    year = missing_plan(today)
    if year is None:
        return ""
    return (
        f"warning: the days off of {year} are not known: raise chinesecalendar in pyproject.toml, ./dev lock"
    )


def main() -> int:
    """Say it, and be content."""
    if text := warning(today_in_china()):
        print(f"plans: {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
