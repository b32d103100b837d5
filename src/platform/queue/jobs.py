"""The port: two functions, so that the engine behind it can be replaced."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ..features import SystemJob
from ..tenant import Tenant

_ENQUEUE = text(
    "select queue.enqueue(:name, cast(:payload as jsonb), cast(:run_at as timestamptz), :dedupe, :turn)"
)
_ENQUEUE_SYSTEM = text("select queue.enqueue_system(:name, :reference)")


class JobContext(Protocol):
    """What a handler gets: the services of the worker process and the tenant it acts for."""

    @property
    def tenant(self) -> Tenant: ...


class TryLaterError(Exception):
    """Raised by a handler that must not be tried again before `seconds` have passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds:.0f} s from now")
        self.seconds = seconds


Handler = Callable[[Any, dict[str, Any]], Awaitable[None]]


class Urgency(Enum):
    """How long a job may be put off for others. A row of the queue has none of its own: it belongs to the job's name.

    URGENT: a person waits for it at a screen, as for a code or a signature; a worker keeps places for these. BULK: nobody
    would notice a minute; it comes after what else its tenant has.
    """

    URGENT = "urgent"
    NORMAL = "normal"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Job:
    """A registered handler; `last_try` is called once when every retry is used up.

    `concurrency`: how many one worker does at once.
    """

    name: str
    handler: Handler
    retries: int
    concurrency: int
    last_try: Handler | None = None
    urgency: Urgency = Urgency.NORMAL


@dataclass(slots=True)
class _Registry:
    """`jobs` belong to a tenant and are done by workers; `system_jobs` to nobody, and are done by the steward."""

    jobs: dict[str, Job] = field(default_factory=dict)
    system_jobs: dict[str, Job] = field(default_factory=dict)


registry = _Registry()


def job(
    name: str,
    *,
    retries: int = 8,
    concurrency: int = 10,
    last_try: Handler | None = None,
    urgency: Urgency = Urgency.NORMAL,
) -> Callable[[Handler], Handler]:
    """Register a handler. It may run more than once for one row and must be idempotent."""

    def register(handler: Handler) -> Handler:
        registry.jobs[name] = Job(name, handler, retries, concurrency, last_try, urgency)
        return handler

    return register


def system_job(
    kind: SystemJob, *, retries: int = 8, concurrency: int = 2, urgency: Urgency = Urgency.NORMAL
) -> Callable[[Callable[[Any, UUID], Awaitable[None]]], Callable[[Any, UUID], Awaitable[None]]]:
    """Register the handler of a job that belongs to no tenant; it gets the id of the row it is about."""

    def register(
        handler: Callable[[Any, UUID], Awaitable[None]],
    ) -> Callable[[Any, UUID], Awaitable[None]]:
        async def unpack(context: Any, payload: dict[str, Any]) -> None:
            await handler(context, UUID(payload["reference"]))

        registry.system_jobs[kind.name] = Job(kind.name, unpack, retries, concurrency, urgency=urgency)
        return handler

    return register


async def enqueue_system(session: AsyncSession, kind: SystemJob, reference: UUID) -> None:
    """Put a job that belongs to no tenant in the queue, in the directory's transaction `session`.

    A second, narrow door: fixed names, the id of a row and nothing else, closed to every tenant's role.
    While a job of this kind for this row waits, a second one is not added; while it runs, the second waits for its end.
    """
    await session.execute(_ENQUEUE_SYSTEM, {"name": kind.name, "reference": reference})


async def enqueue(
    session: AsyncSession,
    name: str,
    payload: dict[str, Any],
    *,
    run_at: datetime | None = None,
    dedupe: str | None = None,
    turn: str | None = None,
) -> None:
    """Put a job in the queue in `session`'s transaction: it exists if, and only if, that commits.

    The database stamps the tenant from the transaction's role, so that a tenant can enqueue only for itself.
    `dedupe`: while a job with this key waits that nobody has begun, a second one is not added. While one runs, or is to be
    tried again, the second is: what is asked for now the first may have read before. It waits until the first is done.
    `turn`: of the tenant's jobs of this turn one runs at a time, what was begun before all else, then what is due first.
    """
    arguments = {
        "name": name,
        "payload": json.dumps(payload),
        "run_at": run_at,
        "dedupe": dedupe,
        "turn": turn,
    }
    await session.execute(_ENQUEUE, arguments)
