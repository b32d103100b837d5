"""Time is asked for here and nowhere else, so that tests and dry runs can say what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def today(zone: ZoneInfo = BEIJING) -> date:
    """The present date where the tenant is."""
    return now().astimezone(zone).date()


@contextmanager
def use(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block."""
    global _source
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before
