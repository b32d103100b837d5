"""Time is asked for here and nowhere else, so that tests and rehearsals can say what time it is.

HUIYIN_CLOCK_OFFSET (seconds, signed; 0 when left out) moves the clock of a whole installation: every process of the
product, what is embedded with it, and the `now()` of an embedded database. For tests and rehearsals at another moment.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OFFSET_VARIABLE = "HUIYIN_CLOCK_OFFSET"


@cache
def offset() -> timedelta:
    """How far our clock is ahead of the machine's; read once in a process.

    Raises:
        ValueError: the variable is no number of seconds.
    """
    return timedelta(seconds=float(os.environ.get(OFFSET_VARIABLE) or 0))


def env() -> dict[str, str]:
    """What a process of ours is started with so that it has our clock."""
    return {OFFSET_VARIABLE: str(offset().total_seconds())} if offset() else {}


def system_now() -> datetime:
    """The machine's own time, in UTC: for what strangers judge by theirs, as an object store its locks."""
    return datetime.now(UTC)


_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or system_now() + offset()


def today(zone: ZoneInfo) -> date:
    """The present date in `zone`, most often the tenant's."""
    return now().astimezone(zone).date()


def today_in_china() -> date:
    """The present date by Chinese law and at Chinese carriers, wherever the tenant is."""
    return today(BEIJING)


def milliseconds() -> int:
    """Milliseconds since 1970 on the clock that no `use` holds: what is made later gets the greater number."""
    return time.time_ns() // 1_000_000 + offset() // timedelta(milliseconds=1)


@contextmanager
def use(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block, for this task and for what it begins there."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
