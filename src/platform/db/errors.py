"""What stands between a request and its data."""

from typing import ClassVar

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ..errors import DomainError
from ..i18n import lazy as _


class TenantMovingError(DomainError):
    """The tenant is being carried to another cell: for some minutes everything can be looked at, nothing changed."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "moving"
    text = _("正在搬迁数据，几分钟后就好。")


# What the driver raises when there is no server, it goes away, or it ends what took too long.
_AWAY = (
    OSError,
    PoolTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.OperatorInterventionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


def is_away(problem: BaseException) -> bool:
    """Whether the database does not answer, or not in time: it passes, and nothing was changed."""
    if isinstance(problem, DBAPIError):
        original = getattr(
            problem.orig, "__cause__", None
        )  # SQLAlchemy wraps what it wraps asyncpg's errors in
        return problem.connection_invalidated or isinstance(original or problem.orig, _AWAY)
    return isinstance(problem, _AWAY)
