"""How often a page that waits for a signature looks again."""

from datetime import UTC, datetime, timedelta

import pytest
from huiyin.platform import clock
from huiyin.portal.signing.view import asks_again

_DRAWN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "again"), [(-60, 1), (0, 1), (9, 1), (10, 4), (59, 4), (60, 15), (86_400, 15)]
)
def test_it_asks_seldom_where_it_takes_long(waited: int, again: int) -> None:
    with clock.use(_DRAWN + timedelta(seconds=waited)):
        assert asks_again(_DRAWN, 0) == again
    assert asks_again(None, 0) == 1  # signed before the moment was kept


@pytest.mark.parametrize(("waiting", "again"), [(7, 1), (8, 2), (40, 10), (500, 15)])
def test_in_a_crowd_it_asks_seldom_from_the_start(waiting: int, again: int) -> None:
    with clock.use(_DRAWN):
        assert asks_again(_DRAWN, waiting) == again
