"""Which of the jobs that wait a worker takes up: a fair share of each tenant's, and always something of what a person
waits for.

The engine's own statement takes the oldest of each name, so that fifty thousand jobs of one tenant stand before the one
job of another. The statement here deals jobs out as cards are dealt: one to each tenant, then another. Urgency and
limits belong to a job's name, as its handler was registered; a row has none that somebody could forge.

A worker has places: `URGENT_PLACES` for urgent jobs and `OTHER_PLACES` for all others, so that neither waits for the
other. One tenant holds at most four fifths of either, so that a job of somebody else's finds a place that is free.
"""

import asyncio
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.ports.driver import Driver

from .jobs import Job, Urgency

BATCH = 40
"""How many jobs are taken up at once, at most."""
URGENT_PLACES, OTHER_PLACES = 20, 50
"""How many jobs a worker holds, at most; what is held and dies with it waits for the heartbeat. An urgent job shares a
processor with all others that run, 11 ms each: the fewer there are, the sooner it is done."""
PACE_SECONDS = 0.03
"""A worker asks for jobs no more often: in a crowd every commit wakes every worker."""

PLANNING = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
    "enable_incremental_sort": "off",
    "jit": "off",
}
"""Settings of the connections: a plan made while nobody waited must do when fifty thousand wait, so it walks indexes, and that
one which has the order: where few wait, sorting all of them seems as cheap."""

# Of each name first its hundred oldest jobs are looked at. Where there are more, its tenants are gone through, one step
# of an index each; of jobs asked for in one moment the first come first, or those whose turn it is would not be among
# them. What is dealt:
# - `free`: of the jobs of one turn the one whose turn it is: what was begun before all, then what is due first;
# - `fitting`: no more of a name than one worker does at once, dealt round among tenants;
# - `shared`: whatever its name, each tenant's n-th job, those that it has running here counted. Bulk comes last of what
#   is its tenant's, until it has waited a minute.
# `lane` is 0 for urgent jobs, 1 for others.
CLAIM = """
with recursive
held as materialized (
  select entrypoint as name, tenant, count(*) as running from queue.pgqueuer
  where queue_manager_id = $5 group by entrypoint, tenant
),
kind as materialized (
  select given.*, most - coalesce((select sum(running) from held where held.name = given.name), 0) as room
  from unnest($1::text[], $2::int[], $3::bool[], $4::int[]) as given (name, lane, bulk, most)
),
held_there as materialized (
  select lane, tenant, sum(running) as running from held join kind using (name) group by lane, tenant
),
place as materialized (
  select lane, number * 4 / 5 as of_one,
    number - coalesce((select sum(running) from held_there where held_there.lane = given.lane), 0) as room
  from (values (0, $7::int), (1, $8::int)) as given (lane, number)
),
oldest as materialized (
  select kind.name, job.* from kind cross join lateral (
    select id, tenant, turn, attempts, execute_after from queue.pgqueuer
    where entrypoint = kind.name and status = 'queued' and execute_after < now()
    order by execute_after limit 100
  ) job
  where kind.room > 0
),
crowded as materialized (
  select name from oldest group by name having count(*) = 100
),
line (name, tenant, due) as (
  select crowded.name, first.* from crowded cross join lateral (
    select tenant, execute_after from queue.pgqueuer
    where entrypoint = crowded.name and status = 'queued'
    order by tenant, execute_after limit 1
  ) first
  union all
  select line.name, next.* from line cross join lateral (
    select tenant, execute_after from queue.pgqueuer
    where entrypoint = line.name and status = 'queued' and tenant > line.tenant
    order by tenant, execute_after limit 1
  ) next
),
waiting as materialized (
  select oldest.*, false as left_behind from oldest where name not in (select name from crowded)
  union all
  select line.name, job.*, false from line cross join lateral (
    select id, tenant, turn, attempts, execute_after from queue.pgqueuer
    where entrypoint = line.name and tenant = line.tenant and status = 'queued' and execute_after < now()
    order by execute_after, id
    limit (select least($9, greatest(2, 400 / greatest(count(*), 1))) from line where due < now())
  ) job
  where line.due < now()
  union all
  select entrypoint, id, tenant, turn, attempts, execute_after, true from (
    select * from queue.pgqueuer
    where status = 'picked' and heartbeat < now() - $6::interval and entrypoint = any($1)
    order by heartbeat limit 400
  ) dead
),
free as materialized (
  select * from waiting where turn is null or left_behind or not exists (
    select from queue.pgqueuer other
    where other.turn = waiting.turn and other.status in ('queued', 'picked') and other.id <> waiting.id
      and (other.status = 'picked' or (other.attempts = 0, other.execute_after, other.id)
                                      < (waiting.attempts = 0, waiting.execute_after, waiting.id))
  )
),
dealt as (
  select free.*, kind.lane, kind.room, kind.bulk and free.execute_after > now() - interval '1 minute' as last,
    row_number() over (partition by name, tenant order by execute_after, id) + coalesce(running, 0) as round
  from free join kind using (name) left join held using (name, tenant)
),
fitting as (
  select * from (
    select *, row_number() over (partition by name order by round, execute_after, id) as nth from dealt
  ) numbered where nth <= room
),
shared as (
  select id, lane, execute_after,
    row_number() over (partition by lane, tenant order by last, execute_after, id) + coalesce(running, 0) as share
  from fitting left join held_there using (lane, tenant)
),
chosen as materialized (
  select id, row_number() over (order by lane, share, execute_after, id) as seat from (
    select shared.*, place.room, row_number() over (partition by lane order by share, execute_after, id) as nth
    from shared join place using (lane) where share <= place.of_one
  ) numbered where nth <= room
  order by seat limit $9
),
locked as materialized (
  select job.id, chosen.seat from chosen join queue.pgqueuer job using (id)
  where job.status = 'queued' or job.status = 'picked' and job.heartbeat < now() - $6::interval
  for update of job skip locked
),
claimed as (
  update queue.pgqueuer job
  set status = 'picked', updated = now(), heartbeat = now(), queue_manager_id = $5, slot = null
  from locked where job.id = locked.id
  returning job.*, locked.seat
),
noted as (
  insert into queue.pgqueuer_log (job_id, status, entrypoint, priority)
  select id, status, entrypoint, priority from claimed
)
select * from claimed order by seat
"""


class Claims(Queries):
    """The engine's queries with a claim of our own, for these jobs; asked again and again, it waits for its turn."""

    _next = 0.0

    def __init__(self, driver: Driver, jobs: Iterable[Job]) -> None:
        super().__init__(driver)
        known = list(jobs)
        self._kinds = (
            [job.name for job in known],
            [0 if job.urgency is Urgency.URGENT else 1 for job in known],
            [job.urgency is Urgency.BULK for job in known],
            [job.concurrency for job in known],
        )

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: Any,
        queue_manager_id: UUID,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[QueuedJob]:
        """Claim jobs for the worker `queue_manager_id`: those it did not have, and those of workers silent for so long."""
        now = time.monotonic()
        if now < self._next:
            await asyncio.sleep(self._next - now)
        self._next = time.monotonic() + PACE_SECONDS
        rows = await self.driver.fetch(
            CLAIM,
            *self._kinds,
            queue_manager_id,
            heartbeat_timeout,
            URGENT_PLACES,
            OTHER_PLACES,
            batch_size,
        )
        return [QueuedJob.model_validate(row) for row in rows]
