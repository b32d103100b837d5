"""Joining what many jobs want of the database at one moment into one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.tenancy import Tenant
from ..context import Context

Request = TypeVar("Request")
Answer = TypeVar("Answer")
Work = Callable[[Context, AsyncSession, Sequence[Request]], Awaitable[Sequence[Answer]]]
_MOST = 100


@dataclass(slots=True)
class _Waiting(Generic[Request, Answer]):
    context: Context
    request: Request
    answer: "asyncio.Future[Answer]"


class Batcher(Generic[Request, Answer]):
    """One transaction for all who come while the one before is under way: nobody waits for company, a crowd shares.

    `work` gets the wishes of one tenant and gives their answers in the same order. When it raises for several, each is
    tried alone, so that nobody fails for somebody else's reason.
    """

    def __init__(self, work: Work[Request, Answer]) -> None:
        self._work = work
        self._waiting: defaultdict[Tenant, list[_Waiting[Request, Answer]]] = defaultdict(list)
        self._busy: dict[Tenant, asyncio.Task[None]] = {}

    async def __call__(self, context: Context, request: Request) -> Answer:
        """The answer to one wish, once the transaction it was part of is committed."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        mine = _Waiting(context, request, future)
        tenant = context.tenant  # as it is now: one that has moved between cells is served apart
        self._waiting[tenant].append(mine)
        if tenant not in self._busy:
            self._busy[tenant] = asyncio.create_task(self._serve(tenant))
        return await future

    async def _serve(self, tenant: Tenant) -> None:
        try:
            while waiting := self._waiting.pop(tenant, []):
                some, rest = waiting[:_MOST], waiting[_MOST:]
                if rest:
                    self._waiting[tenant] = rest
                await self._answer(some)
        finally:
            del self._busy[tenant]

    async def _answer(self, some: list[_Waiting[Request, Answer]]) -> None:
        context = some[0].context
        try:
            async with context.work() as session:
                answers = await self._work(context, session, [one.request for one in some])
        except Exception as problem:
            if len(some) > 1:
                for one in some:
                    await self._answer([one])
            elif not some[0].answer.done():
                some[0].answer.set_exception(problem)
            return
        for one, answer in zip(some, answers, strict=True):
            if not one.answer.done():
                one.answer.set_result(answer)
