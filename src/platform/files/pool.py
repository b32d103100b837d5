"""How many files are read at a time, and whose turn it is: nobody's files stand in the way of everybody's."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from .errors import FilesBusyError
from .process import CONTEXT, Limits, Reading

P = ParamSpec("P")
R = TypeVar("R")

_MOST_WAITING = 4  # files of one owner; each keeps its bytes in this process
_PATIENCE = 60.0  # seconds that somebody waits for a turn


class FilePool:
    """Reads strangers' files, each in a process of its own that ends with it, or is ended: `Limits` says when.

    A process for a file, not one for many: what a file leaves behind ends with it, memory that was not given back as well
    as whatever it may have done to a library, and the next file, perhaps another tenant's, begins afresh.
    """

    def __init__(self, processes: int = 1, *, patience: float = _PATIENCE) -> None:
        self._slots = asyncio.Semaphore(processes)
        self._threads = ThreadPoolExecutor(processes, "files")
        self._turns: dict[str, _Turn] = {}
        self._patience = patience
        self._running: set[Reading] = set()

    @staticmethod
    def preload(*modules: str) -> None:
        """Name what the works need, before the first file: it is imported once, and each process has it from the start."""
        CONTEXT.set_forkserver_preload(list(modules))

    def of(self, owner: str) -> "FileReader":
        """The pool as one owner uses it: a tenant, who has one file read at a time."""
        return FileReader(self, owner)

    async def run(self, owner: str, limits: Limits, work: Callable[..., R], args: tuple[Any, ...]) -> R:
        """See `FileReader.run`."""
        async with self._turn(owner):
            reading = Reading(limits, work, args)
            self._running.add(reading)
            try:
                loop, here = asyncio.get_running_loop(), copy_context()
                result: R = await loop.run_in_executor(self._threads, here.run, reading.read)
            finally:
                self._running.discard(reading)
                reading.end()
            return result

    @asynccontextmanager
    async def _turn(self, owner: str) -> AsyncGenerator[None]:
        turn = self._turns.setdefault(owner, _Turn())
        if turn.waiting >= _MOST_WAITING:
            raise FilesBusyError
        turn.waiting += 1
        try:
            async with AsyncExitStack() as held:
                try:
                    async with asyncio.timeout(self._patience):
                        await held.enter_async_context(turn.lock)
                        await held.enter_async_context(self._slots)
                except TimeoutError:
                    raise FilesBusyError from None
                finally:
                    turn.waiting -= 1
                yield
        finally:
            if not turn.waiting and not turn.lock.locked():
                self._turns.pop(owner, None)

    def close(self) -> None:
        """End what is being read."""
        for reading in list(self._running):
            reading.end()
        self._threads.shutdown(cancel_futures=True)


@dataclass
class _Turn:
    """One owner's files: the one that is read, and how many wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class FileReader:
    """What a handler is given: reads files in their owner's turn."""

    pool: FilePool
    owner: str

    async def run(self, limits: Limits, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of `work(*args)`, in a process that has `limits`, the reader's language and nothing else of this one.

        `work` is a function of a module; it, what it is given and what it returns are pickled. No transaction may be
        open meanwhile (`platform/db/release.py`).

        Raises:
            DomainError: what the work raised.
            ReadingTooLongError: it took too long and was killed.
            ReadingTooCostlyError: it wanted more memory than it has.
            UnreadableError: it failed otherwise, or its process died.
            FilesBusyError: no turn within a minute.
        """
        if kwargs:
            raise TypeError("positional arguments only")
        return await self.pool.run(self.owner, limits, work, args)
