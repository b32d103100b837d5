"""A tenant's candidates by the thousand, each with a result to be confirmed: made and confirmed from inside."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg
from huiyin.platform import clock
from huiyin.platform.crypto.vault import Vault
from huiyin.platform.db.database import Database
from huiyin.platform.i18n import LazyText
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.platform.tenant import Tenant
from huiyin.road.people import eventually
from huiyin.tenants.audit.author import Author
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import Details, apply_for
from huiyin.tenants.hiring.candidates.states import enter
from huiyin.tenants.hiring.decisions.models import Decision
from huiyin.tenants.hiring.decisions.service import confirm
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.people.persons.service import Contact, add_person
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import fresh_tenant

from . import serving

_BY = Author("user:benchmark", "基准")
_CONNECTIONS, _AT_ONCE = 80, 16  # a tenant keeps to its lane of the connections, a fifth of them
_LEFT = """
select count(*) from queue.pgqueuer where entrypoint like 'message.%' and status in ('queued', 'picked')
and convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1
"""


@dataclass(slots=True)
class Crowd:
    """Candidates of a tenant of their own, whose messages go out at any hour. `begun`: when the commit that confirmed somebody was asked for."""

    database: Database
    vault: Vault
    tenant: Tenant
    vacancy: UUID
    owner: asyncpg.Connection
    begun: dict[UUID, datetime] = field(default_factory=dict)
    _number: int = 0

    @classmethod
    @asynccontextmanager
    async def at(cls, settings: Settings) -> AsyncIterator["Crowd"]:
        """Make the tenant and open connections; these are closed at the end of the block."""
        database = Database(settings.database_url, pool_size=_CONNECTIONS)
        owner = await asyncpg.connect(serving.plain(settings.database_owner_url))
        try:
            async with fresh_tenant(settings) as place:
                async with database.tenant(place.tenant) as session:
                    vacancy = await find_or_add(session, title="工程师", department="研发部")
                await owner.execute(f"set search_path = {place.tenant.schema}")
                yield cls(database, place.vault, place.tenant, vacancy.id, owner)
        finally:
            await owner.close()
            await database.close()

    async def candidates(self, number: int, *, mail: bool) -> list[UUID]:
        """New people, interviewed and marked; the ids of their applications."""
        made: list[UUID] = []
        while len(made) < number:
            async with self.database.tenant(self.tenant) as session:
                for _one in range(min(200, number - len(made))):
                    made.append(await self._candidate(session, mail))
        return made

    async def _candidate(self, session: AsyncSession, mail: bool) -> UUID:
        self._number += 1
        phone = f"+86152{self._number:08d}"
        email = f"{self._number}@example.com" if mail else None
        person = await add_person(session, self.vault, Contact(f"人{self._number}", phone, email))
        made = await apply_for(session, person, self.vacancy, Details(), actor=_BY.actor)
        if made is None:
            raise RuntimeError("a new person has applied before")
        enter(session, made, "review")
        decision = Decision(id=new_id(), application_id=made.id, current=True, rule_version=1, outcome="pass")
        decision.line_number, decision.line_text, decision.explanation = 0, LazyText(""), LazyText("")
        decision.marked_at = clock.now()
        session.add(decision)
        await session.flush()
        return made.id

    async def confirm(self, people: Sequence[UUID]) -> None:
        """Confirm some in one transaction, as the button above the list does."""
        async with self.database.tenant(self.tenant) as session:
            for one in people:
                found = await application(session, one, lock=True)
                await confirm(session, self.vault, found, outcome="pass", reason="", by=_BY)
            at = clock.now()
        self.begun |= dict.fromkeys(people, at)

    async def confirm_steadily(self, people: Sequence[UUID], rate: int, *, together: int) -> float:
        """Confirm `rate` people a second, `together` in one transaction; how late the latest was begun, in ms.

        Where the machine cannot hold the rate, the load comes late instead of waiting for a connection until it fails.
        """
        began, latest, free = time.perf_counter(), 0.0, asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as running:
            for number, some in enumerate(in_parts(people, together)):
                due = began + number * together / rate
                await asyncio.sleep(max(0, due - time.perf_counter()))
                await free.acquire()
                latest = max(latest, time.perf_counter() - due)
                running.create_task(self.confirm(some)).add_done_callback(lambda _done: free.release())
        return latest * 1000

    async def settled(self, seconds: float = 120) -> None:
        """Wait until every message is on its way and every receipt is taken in."""

        async def look() -> bool | None:
            return True if await self.owner.fetchval(_LEFT, self.tenant.schema) == 0 else None

        await eventually(look, "an empty queue", seconds)

    async def latencies(self, people: Sequence[UUID]) -> list[float]:
        """Of each message about `people`: from the commit to the hand-over, in ms."""
        rows = await self.owner.fetch(
            "select application_id, submitted_at from messages where application_id = any($1)", list(people)
        )
        return [1000 * (at - self.begun[one]).total_seconds() for one, at in rows]


def in_parts(people: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    """`people` in parts of `size`."""
    return (people[start : start + size] for start in range(0, len(people), size))
