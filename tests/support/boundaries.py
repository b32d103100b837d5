"""Where a job crosses from one thing to the next, and a worker that dies there. The product knows nothing of this."""

import asyncio
import inspect
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import asyncpg
from huiyin import worker
from huiyin.jobs.context import Services
from huiyin.jobs.gateways import Gateways
from huiyin.jobs.messaging.batching import Batcher
from huiyin.platform.db import Database
from huiyin.platform.queue.jobs import Job, registry
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.road.people import eventually
from huiyin.tenants.messaging.channels.service import DecryptedAccount

_PROVIDERS = ("email", "sms", "store", "signer", "timestamps")
_OPEN = (
    "select count(*) from queue.pgqueuer job where status in ('queued', 'picked')"
    " and execute_after < now() + interval '1 hour'"  # what is of a later day waits for nobody here
    # A receipt that came while its message waits here was put off: it is not due before the death that everybody waits for.
    " and not (status = 'queued' and attempts > 0 and execute_after > now())"
    # Whoever waits for another's turn to end waits for that one's death.
    " and not (status = 'queued' and exists (select from queue.pgqueuer other where other.turn = job.turn"
    " and other.status = 'picked'))"
)


class Boundaries:
    """Notes every boundary that a job of some kind crosses for the first time, in FOLDER/crossed.

    Boundaries are: claimed, after a transaction's commit, after a provider's answer; the n-th of one thing in one run
    has a name of its own. What lies between two of them is undone by death or has no effect outside. Where `deadly`,
    the job waits there for ever, and once every open job waits, `die_when_all_wait` ends the process: one death for
    as many kinds as there are jobs.
    """

    def __init__(self, folder: Path, *, deadly: bool) -> None:
        self._file = folder / "crossed"
        self._file.touch()
        self._known = set(self._file.read_text().splitlines())
        self._deadly = deadly
        self._waiting = 0
        self._run: ContextVar[tuple[str, Counter[str]] | None] = ContextVar("run", default=None)

    def enter(self, job: str) -> None:
        """A job begins in this task."""
        self._run.set((job, Counter()))

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Tasks begun in the block belong to no job."""
        token = self._run.set(None)
        try:
            yield
        finally:
            self._run.reset(token)

    async def cross(self, what: str) -> None:
        """Note it; stay there where it is new."""
        run = self._run.get()
        if run is None:
            return  # no job's doing
        job, seen = run
        seen[what] += 1
        name = f"{job}: {what} {seen[what]}"
        if name in self._known:
            return
        self._known.add(name)
        with self._file.open("a") as file:
            file.write(name + "\n")
        if self._deadly:
            self._waiting += 1
            await asyncio.Event().wait()

    async def die_when_all_wait(self, dsn: str) -> None:
        """`kill -9` of this process, by itself."""
        connection = await asyncpg.connect(dsn)

        async def look() -> bool | None:
            all_wait = self._waiting and self._waiting >= await connection.fetchval(_OPEN)
            return True if all_wait else None

        await eventually(look, "every open job", float("inf"))
        os.kill(os.getpid(), signal.SIGKILL)


class _Watched:
    """A provider whose every answer is a boundary."""

    def __init__(self, inner: Any, name: str, boundaries: Boundaries) -> None:
        self._inner, self._name, self._boundaries = inner, name, boundaries

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._inner, attribute)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            result = await found(*args, **kwargs)
            await self._boundaries.cross(f"{self._name}.{attribute}")
            return result

        return call


def _place(boundaries: Boundaries, dsn: str) -> None:
    """Wrap what handlers touch: their beginning, transactions, providers."""
    enter_tenant = Database.tenant

    @asynccontextmanager
    async def tenant(self: Database, whose: Tenant) -> AsyncIterator[Any]:
        async with enter_tenant(self, whose) as session:
            yield session
        await boundaries.cross("commit")

    ask = Batcher.__call__

    async def together(self: Batcher[Any, Any], context: Any, wish: Any) -> Any:
        """What several jobs share is a boundary of each."""
        with boundaries.outside():
            answer = await ask(self, context, wish)
        await boundaries.cross("commit")
        return answer

    def services(**given: Any) -> Services:
        for name in _PROVIDERS:
            given[name] = _Watched(given[name], name, boundaries)
        given["gateways"]._ours = given["sms"]
        return Services(**{field.name: given[field.name] for field in fields(Services)})

    messenger = Gateways.messenger

    def watched(self: Gateways, account: DecryptedAccount) -> Any:
        return _Watched(messenger(self, account), "suite", boundaries)

    Gateways.messenger = watched  # type: ignore[method-assign]
    Batcher.__call__ = together  # type: ignore[method-assign]
    Database.tenant = tenant  # type: ignore[method-assign,assignment]
    worker.Services = services  # type: ignore[misc,assignment]
    for name, job in list(registry.jobs.items()):
        registry.jobs[name] = replace(job, handler=_handler(job, boundaries, dsn))


def _handler(job: Job, boundaries: Boundaries, dsn: str) -> Callable[..., Any]:
    async def handle(context: Any, payload: dict[str, Any]) -> None:
        name = job.name
        if "message" in payload:  # the roads of text messages and mails differ
            name = f"{name} {await _channel(dsn, context.tenant.schema, payload['message'])}"
        boundaries.enter(name)
        await boundaries.cross("claimed")
        await job.handler(context, payload)

    return handle


async def _channel(dsn: str, schema: str, message: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("select set_config('role', $1, false)", schema)
        query = f"select channel from {schema}.messages where id = $1::uuid"  # noqa: S608
        return str(await connection.fetchval(query, message))
    finally:
        await connection.close()


def work(folder: Path, *, deadly: bool) -> None:
    """The worker, until it is told to stop or dies."""
    settings = Settings.from_env(os.environ)
    dsn = (settings.database_worker_url or settings.database_url).replace("+asyncpg", "")
    boundaries = Boundaries(folder, deadly=deadly)
    _place(boundaries, dsn)

    async def run() -> None:
        dying = asyncio.create_task(boundaries.die_when_all_wait(dsn))
        await worker.run(settings, watch_parent=True)
        dying.cancel()

    asyncio.run(run())
