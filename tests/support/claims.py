"""What a worker takes up, without its handlers: jobs of names that no worker of the product knows."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from huiyin.platform.queue.claims import BATCH, PLANNING, Claims
from huiyin.platform.queue.jobs import Job, Urgency
from huiyin.platform.settings import Settings
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.domain.types import QueueManagerId
from sqlalchemy import text

from .tenants import Place

HEARTBEAT = timedelta(seconds=30)
_MANY = text("select queue.enqueue(:name, '{}', null, null) from generate_series(1, cast(:number as int))")


async def _nothing(_context: Any, _payload: Mapping[str, Any]) -> None: ...


def a_job(name: str, urgency: Urgency = Urgency.NORMAL, *, concurrency: int = 500) -> Job:
    """A kind of job of a test's own."""
    return Job(name, _nothing, retries=8, concurrency=concurrency, urgency=urgency)


CROWD, CODE, BULK = a_job("test.crowd"), a_job("test.code", Urgency.URGENT), a_job("test.bulk", Urgency.BULK)


@dataclass(slots=True)
class Taker:
    """One worker, as far as the queue sees it. `holds`: what it has taken up and neither done nor given back."""

    claims: Claims
    id: QueueManagerId = field(default_factory=lambda: QueueManagerId(uuid4()))
    holds: dict[int, QueuedJob] = field(default_factory=dict)

    async def take(self, batch: int = BATCH) -> list[QueuedJob]:
        """One claim."""
        jobs = await self.claims.dequeue(batch, {}, self.id, None, HEARTBEAT)
        self.holds |= {job.id: job for job in jobs}
        return jobs

    async def take_all(self) -> list[QueuedJob]:
        """Claims until nothing more is given out."""
        taken: list[QueuedJob] = []
        while more := await self.take():
            taken += more
        return taken

    async def done(self, jobs: Iterable[QueuedJob]) -> None:
        ended = list(jobs)
        for job in ended:
            del self.holds[job.id]
        await self.claims.log_jobs([(job, "successful", None) for job in ended])

    async def fail(self, job: QueuedJob, *, again_after: timedelta | None = None) -> None:
        """The try failed: the next one after so long; without, there is none and the job is held."""
        del self.holds[job.id]
        if again_after is None:
            await self.claims.log_jobs([(job, "failed", None)])
        else:
            await self.claims.retry_job(job, again_after, None)


@dataclass(slots=True)
class Queue:
    """The queue of the product's main cell, seen from both ends."""

    pool: asyncpg.Pool
    owner: asyncpg.Connection

    @classmethod
    @asynccontextmanager
    async def at(cls, settings: Settings) -> AsyncIterator["Queue"]:
        """Jobs of tests are taken out of it before and at the end."""
        worker = (settings.database_worker_url or settings.database_url).replace("+asyncpg", "")
        owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
        try:
            async with asyncpg.create_pool(worker, min_size=1, max_size=4, server_settings=PLANNING) as pool:
                queue = cls(pool, owner)
                await queue.clear()
                yield queue
                await queue.clear()
        finally:
            await owner.close()

    async def clear(self) -> None:
        await self.owner.execute("delete from queue.pgqueuer where starts_with(entrypoint, 'test.')")

    def taker(self, *jobs: Job) -> Taker:
        return Taker(Claims(AsyncpgPoolDriver(self.pool), jobs))

    async def rows(self, name: str) -> list[asyncpg.Record]:
        """All jobs of a name, the oldest first."""
        return list(
            await self.pool.fetch("select * from queue.pgqueuer where entrypoint = $1 order by id", name)
        )

    async def tenants_of(self, jobs: Iterable[QueuedJob]) -> Counter[str]:
        """How many of these are whose."""
        ids = [job.id for job in jobs]
        rows = await self.owner.fetch("select tenant from queue.pgqueuer where id = any($1)", ids)
        return Counter(row["tenant"] for row in rows)

    async def silence(self, worker: UUID) -> None:
        """The worker has been dead for an hour."""
        await self.owner.execute(
            "update queue.pgqueuer set heartbeat = now() - interval '1 hour' where queue_manager_id = $1",
            worker,
        )


async def put(place: Place, job: Job, number: int = 1) -> None:
    """A tenant's jobs, in one transaction."""
    async with place.database.tenant(place.tenant) as session:
        await session.execute(_MANY, {"name": job.name, "number": number})
