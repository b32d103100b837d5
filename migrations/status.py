"""Where the tenants stand: at head, behind (by revision), failed (with the error, and since when)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from .runner import plain_dsn
from .scripts import TENANT, Scripts

_FAILURES = """
select schema_name, slug, tenants.revision, wanted, error, attempts, since, last_at
from shared.migration_failures join shared.tenants using (schema_name) order by since, schema_name
"""
_REVISIONS = """
select revision, count(*) from shared.tenants
where cell = (select name from shared.this_cell) group by revision
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """A tenant that could not be brought to `wanted`; it stands at `revision`, whole, as before."""

    schema_name: str
    slug: str
    revision: str
    wanted: str
    error: str
    attempts: int
    since: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """All tenants of one cell by revision, and those that failed."""

    head: str
    by_revision: dict[str, int]
    failures: tuple[Failure, ...]

    @property
    def at_head(self) -> int:
        return self.by_revision.get(self.head, 0)

    @property
    def behind(self) -> dict[str, int]:
        return {revision: count for revision, count in self.by_revision.items() if revision != self.head}

    def lines(self) -> Iterator[str]:
        """The status for a terminal."""
        yield f"head {self.head}: {self.at_head} at head, {sum(self.behind.values())} behind, {len(self.failures)} failed"
        for revision, count in sorted(self.behind.items()):
            yield f"  at {revision}: {count}"
        for failure in self.failures:
            yield (
                f"  {failure.slug} ({failure.schema_name}) at {failure.revision}: {failure.error}"
                f" – since {failure.since:%Y-%m-%d %H:%M:%S}Z, {failure.attempts} tries"
            )


async def migration_status(owner_url: str, *, scripts: Scripts = TENANT) -> Status:
    """Two queries, however many tenants there are."""
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        rows = await connection.fetch(_REVISIONS)
        failures = await connection.fetch(_FAILURES)
    finally:
        await connection.close()
    return Status(
        scripts.head, dict(tuple(row) for row in rows), tuple(Failure(*failure) for failure in failures)
    )
