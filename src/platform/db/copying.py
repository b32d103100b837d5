"""Tables as CSV by COPY, all of one moment: how a tenant is taken away as a whole."""

import hashlib
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = text("""
    select c.relname, array_agg(a.attname::text order by a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    group by c.relname order by c.relname
""")


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table as it was written: `sha256` of the CSV with its heading row."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str
    size: int


class Copier:
    """Reads the tables of the tenant whose transaction `session` is; it must have done nothing yet."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self) -> None:
        """Fix the moment: everything read from now on is as it is at the first reading (REPEATABLE READ)."""
        await self._session.connection(execution_options={"isolation_level": "REPEATABLE READ"})

    async def tables(self) -> dict[str, list[str]]:
        """Every table of the tenant with its columns, by name."""
        rows = (await self._session.execute(_COLUMNS)).all()
        return {name: list(columns) for name, columns in rows if name != "alembic_version"}

    async def copy(
        self, table: str, columns: list[str], blank: frozenset[str], out: IO[bytes]
    ) -> CopiedTable:
        """Write a table as CSV; the columns in `blank` are written empty."""
        picked = ", ".join(f"'' as \"{column}\"" if column in blank else f'"{column}"' for column in columns)
        digest, size = hashlib.sha256(), 0

        async def write(data: bytes) -> None:
            nonlocal size
            digest.update(data)
            size += len(data)
            out.write(data)

        connection = await (await self._session.connection()).get_raw_connection()
        driver: Any = connection.driver_connection
        # Names come from the catalogue of the tenant's own schema, never from outside.
        query = f'select {picked} from "{table}"'  # noqa: S608
        done: str = await driver.copy_from_query(query, output=write, format="csv", header=True)
        return CopiedTable(table, tuple(columns), int(done.rpartition(" ")[2]), digest.hexdigest(), size)
