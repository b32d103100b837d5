"""What may be sent once the walls are entered.

PostgreSQL lets whoever logged in put on any role of theirs, also in the middle of a transaction, and every process
logs in for all tenants. A query cannot do that (see the migration `0005`); a statement of its own could, so no such
statement is sent.
"""

import re
from typing import Any

from sqlalchemy import Connection

_QUERIES = re.compile(
    r"[\s(]*(?:select|insert|update|delete|with|savepoint|release|rollback)\b", re.IGNORECASE
)


class NotAQueryError(RuntimeError):
    """A statement that neither reads nor writes rows: SET ROLE, SET search_path, DDL."""


def only_queries(
    _connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """SQLAlchemy's `before_cursor_execute`.

    Raises:
        NotAQueryError: nothing was sent.
    """
    if _QUERIES.match(statement) is None:
        raise NotAQueryError(f"not a query: {statement[:40]}")
