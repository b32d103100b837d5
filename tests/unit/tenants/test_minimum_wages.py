"""Which standard holds where and when, and when a person has to look it up again."""

from datetime import date
from decimal import Decimal

import pytest
from huiyin.tenants.contracts.minimum_wages.presets import PRESETS
from huiyin.tenants.contracts.minimum_wages.types import MinimumWage, WageTable

OLD, NEW = date(2024, 1, 1), date(2026, 1, 1)
D = Decimal


def wage(region: str, monthly: str, since: date, verified_on: date | None = None) -> MinimumWage:
    return MinimumWage(region, D(monthly), since, verified_on=verified_on)


TABLE = WageTable(
    [
        wage("320000", "2010", OLD), wage("320500", "2490", OLD), wage("320500", "2660", NEW, NEW), wage("320583", "2430", OLD),
        wage("320500", "2490", OLD, OLD),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "on", "monthly"),
    [
        ("江苏省苏州市昆山市", "2026-06-01", "2430"),  # the county, however new the city's is
        ("江苏省苏州市吴中区", "2026-06-01", "2660"), ("江苏省苏州市吴中区", "2025-12-31", "2490"),
        ("江苏省苏州市", "2026-01-01", "2660"), ("江苏省南京市", "2026-06-01", "2010"),
        ("江苏省南京市", "2023-12-31", None), ("浙江省杭州市", "2026-06-01", None), ("新加坡", "2026-06-01", None),
    ],
)  # fmt: skip
def test_the_nearest_division_with_a_standard_on_that_day(place: str, on: str, monthly: str | None) -> None:
    found = TABLE.at(place, date.fromisoformat(on))
    assert (found and found.monthly) == (monthly and D(monthly))


def test_of_two_alike_the_verified_one() -> None:
    found = TABLE.at("江苏省苏州市", date(2025, 1, 1))
    assert found is not None and found.verified_on == OLD


def test_what_is_to_be_looked_up_again() -> None:
    assert all(one.doubtful(date(2026, 1, 1)) for one in PRESETS)  # nobody has verified them
    verified = wage("310000", "2740", date(2025, 7, 1), date(2025, 8, 1))
    assert not verified.doubtful(date(2026, 9, 5)) and verified.doubtful(date(2026, 9, 6))  # 400 and 401 days
    ahead = wage("310000", "2900", date(2026, 7, 1), date(2026, 5, 1))
    assert not ahead.doubtful(date(2027, 8, 5))  # counted from when it holds


def test_places_of_presets_are_places() -> None:
    assert len({(one.region, one.effective_from) for one in PRESETS}) == len(PRESETS)
    assert all(one.place for one in PRESETS)


def test_whoever_looked_has_seen_what_was_published_by_then() -> None:
    """A preset with a later day than what was verified after it is not asked about again."""
    verified = wage("310000", "2740", date(2025, 6, 1), date(2025, 9, 1))
    found = WageTable([verified, *PRESETS]).at("上海市", date(2026, 1, 1))
    assert found is verified
    newer = wage("310000", "2900", date(2025, 12, 1))
    assert WageTable([verified, newer]).at("上海市", date(2026, 1, 1)) is newer
