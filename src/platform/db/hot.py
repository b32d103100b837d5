"""Statements for crowds, of pages and of messages: written once, one round trip, no statement building.

The unit of work and its walls stay as they are; only SQLAlchemy's building of statements and of objects is left out,
which is four fifths of what such a page costs. What one person may see is not laid on them (see `narrowing`): each says
which tables it touches, and whose rows of walled ones it leaves to be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from .database import HOT, is_frozen, tenant_of
from .errors import TenantMovingError
from .narrowing import is_looked_at
from .tables import Touched, tables_in


@dataclass(frozen=True, slots=True)
class OffPages:
    """Nobody looks at what the statement reads: `reason` says who runs it. On a member's page it is refused."""

    reason: str


@dataclass(frozen=True, slots=True)
class ByArguments:
    """The statement's arguments lead to rows that its caller may see, and to no others: `reason` says why."""

    reason: str


class UnwalledError(RuntimeError):
    """A statement that goes around what its reader may see; nothing was sent."""


@dataclass(frozen=True, slots=True)
class HotQuery:
    """One statement, `$1, $2 …` where its arguments go. It names every column, so that added ones do not disturb it.

    `reads` and `writes` are the tables it touches: what is forgotten, or named for nothing, is refused at import.
    `walls` is needed where one of them is walled (`__scope__`), which a test holds against the code.
    """

    sql: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    walls: OffPages | ByArguments | None = None

    def __post_init__(self) -> None:
        touched = tables_in(self.sql)
        if touched != Touched(frozenset(self.reads), frozenset(self.writes)):
            raise TypeError(
                f"the statement reads {sorted(touched.reads)} and writes {sorted(touched.writes)}"
            )
        if self.walls is not None and not self.walls.reason.strip():
            raise TypeError("a statement beside the walls says why")

    async def rows(self, session: AsyncSession, *arguments: object) -> Sequence[Any]:
        """Its rows (asyncpg's records), read in `session`'s transaction. What the session has not flushed is not seen.

        Raises:
            NoTenantError: the session belongs to the directory.
            UnwalledError: on a member's page, the statement is not for pages.
            TenantMovingError: it would write while the tenant is carried to another cell.
            asyncpg.PostgresError: the database refuses.
        """
        if isinstance(self.walls, OffPages) and is_looked_at(session):
            raise UnwalledError(f"not for pages: {self.walls.reason}")
        # A prepared statement serves one search path: the driver keeps one for each tenant, or PostgreSQL would
        # analyse and plan anew whenever a connection goes from one tenant to the next.
        sql = f"/* {tenant_of(session).schema} */ {self.sql}"
        if not session.in_transaction():
            session.info[HOT] = True
        # Begins where nothing has begun, and with that enters the walls.
        connection = await session.connection()
        driver = (await connection.get_raw_connection()).driver_connection
        if driver is None:
            raise RuntimeError("the connection was lost")
        try:
            rows: Sequence[Any] = await driver.fetch(sql, *arguments)
        except Exception as problem:
            if is_frozen(problem):
                raise TenantMovingError from problem
            raise
        return rows
