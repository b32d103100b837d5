"""What tells a database that is away, or too slow, from a mistake of ours."""

import traceback
from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

# SQLSTATEs (PostgreSQL, appendix A). Away: connection exceptions, shut down, crashed, not yet up, too many connections.
_AWAY = ("08", "57P01", "57P02", "57P03", "53300")
# Slow: cancelled by statement_timeout, lock_timeout; ended by a time-out of an idle or long transaction; no room on its disk
# or in its memory.
_SLOW = ("57014", "55P03", "25P03", "25P04", "53")
_NO_ROOM = "Check free disk space"  # where a file cannot grow for another reason than a full disk: XX000
_LOST = "8s2b"  # SQLAlchemy's number for a session that goes on after its connection was lost


def is_away(error: BaseException) -> bool:
    """Whether it was raised because no connection to the database could be had, or one was lost."""
    return any(_says_away(one) for one in _causes(error))


def is_slow(error: BaseException) -> bool:
    """Whether the database, or the way to it, is too busy: a connection, a lock or an answer did not come in time, or it has
    no room."""
    return any(
        isinstance(one, PoolTimeoutError)
        or _state(one).startswith(_SLOW)
        or _NO_ROOM in (getattr(one, "hint", "") or "")
        for one in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what SQLAlchemy wrapped, and what that was raised from."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = getattr(one, "orig", None) or one.__cause__


def _says_away(error: BaseException) -> bool:
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    if isinstance(error, PendingRollbackError):
        return error.code == _LOST
    if isinstance(error, asyncpg.InterfaceError):
        return "closed" in str(error)
    if isinstance(error, OSError):  # TimeoutError is one; a file of ours that is missing is not the driver's
        return _came_through_the_driver(error)
    return _state(error).startswith(_AWAY)


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""


def _came_through_the_driver(error: BaseException) -> bool:
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__", "").startswith("asyncpg.") for frame, _line in frames)
