"""Statements for crowds, of pages and of messages: written once, one round trip, no statement building.

The unit of work and its walls stay as they are; only SQLAlchemy's building of statements and of objects is left out,
which is four fifths of what such a page costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ..tenancy.errors import TenantMovingError
from .database import HOT, is_frozen, tenant_of


@dataclass(frozen=True, slots=True)
class HotQuery:
    """One statement, `$1, $2 …` where its arguments go. It names every column, so that added ones do not disturb it."""

    sql: str

    async def rows(self, session: AsyncSession, *arguments: object) -> Sequence[Any]:
        """Its rows (asyncpg's records), read in `session`'s transaction. What the session has not flushed is not seen.

        Raises:
            NoTenantError: the session belongs to the directory.
            TenantMovingError: it would write while the tenant is carried to another cell.
            asyncpg.PostgresError: the database refuses.
        """
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
