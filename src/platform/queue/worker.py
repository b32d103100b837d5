"""The process that does the outgoing work."""

import asyncio
import json
import signal
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job as QueuedJob
from sqlalchemy.exc import NoResultFound

from ..cells import MAIN
from ..errors import NotFoundError, OutageError
from ..logging import get_logger
from ..tenant import Tenant, current_tenant
from .claims import BATCH, PLANNING, Claims
from .jobs import Job, TryLaterError, registry

log = get_logger(__name__)

_PAUSE_SECONDS = 1
_FIRST, _MOST = timedelta(seconds=1), timedelta(minutes=10)
_OUTAGE = timedelta(minutes=1)
"""How soon after an outage, at the latest, what waited for its end goes on."""
# What asyncpg and PgQueuer raise when connections break: a restart, a failover, a cut line.
_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # where one breaks between two steps of a statement
    asyncpg.OperatorInterventionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)

ContextFor = Callable[[Tenant], Any]
FindTenant = Callable[[str, bool], Awaitable[Tenant | None]]
"""By schema; True asks the database, not what is remembered."""


class _Engine(ABC):
    """Claims jobs of some names and hands each to its handler."""

    def __init__(self, url: str, cell: str, jobs: Iterable[Job], *, connections: int) -> None:
        self._dsn = url.replace("+asyncpg", "")
        self._cell = cell
        self._jobs = list(jobs)
        self._connections = connections

    async def work(self, stop: asyncio.Event, heartbeat: timedelta, ready: Callable[[], None]) -> None:
        """Work until `stop`; running jobs are finished first.

        When the database goes away, wait for it: claims of before grow old and are taken up again.
        """
        while not stop.is_set():
            try:
                await self._work(stop, heartbeat, ready)
            except _GONE as problem:
                log.warning("the database is away, trying again", cell=self._cell, problem=repr(problem))
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _PAUSE_SECONDS)

    async def _work(self, stop: asyncio.Event, heartbeat: timedelta, ready: Callable[[], None]) -> None:
        async with asyncpg.create_pool(
            self._dsn, min_size=2, max_size=self._connections, server_settings=PLANNING
        ) as pool:
            driver = AsyncpgPoolDriver(pool)
            engine = PgQueuer(driver, queries=Claims(driver, self._jobs))
            for job in self._jobs:
                self._register(engine, job)
            stopping = asyncio.create_task(_when_set(stop, engine.shutdown.set))
            try:
                ready()
                await engine.run(
                    batch_size=BATCH,
                    dequeue_timeout=timedelta(seconds=1),
                    heartbeat_timeout=heartbeat,
                )
            finally:
                stopping.cancel()

    def _register(self, engine: PgQueuer, job: Job) -> None:
        async def handle(queued: QueuedJob) -> None:
            await self._handle(job, queued)

        engine.entrypoint(
            job.name,
            on_failure="hold",
            executor_factory=lambda parameters: DatabaseRetryEntrypointExecutor(
                parameters=parameters,
                max_attempts=job.retries,
                initial_delay=_FIRST,
                max_delay=_MOST,
            ),
        )(handle)

    @abstractmethod
    async def _handle(self, job: Job, queued: QueuedJob) -> None: ...


async def work_until_told(
    engines: Sequence[_Engine],
    *,
    heartbeat: timedelta = timedelta(seconds=30),
    ready: Callable[[], None],
) -> None:
    """Let one engine for each cell work side by side until SIGTERM or SIGINT; a cell that is away stops no other."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    waiting = set(engines)

    def one_more(engine: _Engine) -> None:
        waiting.discard(engine)
        if not waiting:
            ready()

    async with asyncio.TaskGroup() as group:
        for engine in engines:
            group.create_task(engine.work(stop, heartbeat, partial(one_more, engine)))


class Steward(_Engine):
    """Does what belongs to no tenant. A job that carries a tenant's stamp did not come through the right door."""

    def __init__(self, url: str, context: Any, *, cell: str = MAIN) -> None:
        super().__init__(url, cell, registry.system_jobs.values(), connections=3)
        self._context = context

    async def _handle(self, job: Job, queued: QueuedJob) -> None:
        payload: dict[str, Any] = json.loads(queued.payload or b"{}")
        if "tenant" in payload:
            log.error("system job from a tenant", job=job.name, queue_id=queued.id)
            return
        try:
            await job.handler(self._context, payload)
        except Exception:
            log.exception("job failed", job=job.name, queue_id=queued.id, attempt=queued.attempts)
            raise


class Worker(_Engine):
    """Puts each job of one cell into its tenant's context and hands it to its handler."""

    def __init__(
        self, url: str, find_tenant: FindTenant, context_for: ContextFor, *, cell: str = MAIN
    ) -> None:
        super().__init__(url, cell, registry.jobs.values(), connections=6)
        self._find_tenant = find_tenant
        self._context_for = context_for

    async def _handle(self, job: Job, queued: QueuedJob) -> None:
        envelope: dict[str, Any] = json.loads(queued.payload or b"{}")
        schema = envelope.pop("tenant")
        tenant = await self._find_tenant(schema, False)
        if tenant is not None and tenant.cell != self._cell:
            tenant = await self._find_tenant(schema, True)  # it has moved in here a moment ago
        if tenant is not None and tenant.cell != self._cell:
            log.error(
                "job of a tenant that lives elsewhere", job=job.name, queue_id=queued.id, cell=tenant.cell
            )
            raise RetryRequested(_MOST)
        if tenant is None:
            log.warning("job of a tenant that is gone", job=job.name, queue_id=queued.id)
            return
        token = current_tenant.set(tenant)
        try:
            await job.handler(self._context_for(tenant), envelope)
        except (
            NotFoundError,
            NoResultFound,
        ):  # its row was written with the job: it has gone since, for good
            log.warning("job about what is not there", job=job.name, queue_id=queued.id)
        except Exception as problem:
            log.exception("job failed", job=job.name, queue_id=queued.id, attempt=queued.attempts)
            if queued.attempts >= job.retries:
                await self._give_up(job, tenant, envelope)
            if isinstance(problem, OutageError):  # somebody is told, and it goes on when the outage ends
                raise RetryRequested(min(_delay(queued), _OUTAGE)) from problem
            if queued.attempts < job.retries and isinstance(problem, TryLaterError):
                raise RetryRequested(max(_delay(queued), timedelta(seconds=problem.seconds))) from problem
            raise
        finally:
            current_tenant.reset(token)

    async def _give_up(self, job: Job, tenant: Tenant, envelope: dict[str, Any]) -> None:
        if job.last_try is None:
            return
        try:
            await job.last_try(self._context_for(tenant), envelope)
        except Exception as problem:  # then nobody would see it: not yet the end
            log.exception("giving up failed", job=job.name)
            raise RetryRequested(_MOST) from problem


def _delay(queued: QueuedJob) -> timedelta:
    """How long until the next try: 1, 2, 4 … seconds; after an outage of days, too."""
    return min(_FIRST * 2.0 ** min(queued.attempts, 10), _MOST)


async def _when_set(event: asyncio.Event, action: Callable[[], None]) -> None:
    await event.wait()
    action()
