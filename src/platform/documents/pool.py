"""Work that burns a processor, done in processes of its own with a time-out that really ends it."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from ..processes import confine, end_with_parent, loaded

P = ParamSpec("P")
R = TypeVar("R")

_MOST_MEMORY = 2_000_000_000  # bytes of one process, fonts and libraries with them


class DocumentTimeoutError(RuntimeError):
    """The work took too long and was killed."""


class RenderPool:
    """A few worker processes, renewed after some hundred tasks because the libraries' memory grows.

    `nice`: how much they leave the processor to others (POSIX), where nobody waits for what they make with a page open.
    """

    def __init__(self, workers: int = 1, *, tasks_per_child: int = 300, nice: int = 0) -> None:
        self._workers, self._nice = workers, nice
        self._most = tasks_per_child * workers
        self._done = 0
        self._slots = asyncio.Semaphore(workers)
        self._pool = self._make()

    def _make(self) -> ProcessPoolExecutor:
        # spawn: a fork would inherit the event loop and its connections.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self._workers, mp_context=context, initializer=_begin, initargs=(_MOST_MEMORY, self._nice)
        )

    async def run(self, timeout: float, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:  # noqa: ASYNC109
        """The result of `work(*args)`; both must be picklable, and doing it twice must do no harm.

        The time counts from when a process is free for it.

        Raises:
            DocumentTimeoutError: after `timeout` seconds; the process is killed.
            BrokenProcessPool: the process died of the work, twice.
        """
        if kwargs:
            raise TypeError("positional arguments only")
        async with self._slots:
            try:
                return await self._once(timeout, work, *args)
            except BrokenProcessPool:  # perhaps killed with a neighbour that took too long
                return await self._once(timeout, work, *args)

    async def _once(self, timeout: float, work: Callable[..., R], *args: object) -> R:  # noqa: ASYNC109
        pool = self._renewed()
        try:
            future = asyncio.get_running_loop().run_in_executor(pool, work, *args)
            return await asyncio.wait_for(future, timeout)
        except TimeoutError:
            self._replace(pool)
            raise DocumentTimeoutError(f"{work.__name__} took more than {timeout} s") from None
        except BrokenProcessPool:
            self._replace(pool)
            raise

    def _renewed(self) -> ProcessPoolExecutor:
        # Not `max_tasks_per_child`: Python 3.11 can stop for ever when it replaces a process (CPython issue 115634).
        if self._done >= self._most:
            self._pool.shutdown(wait=False)  # what it is doing, it finishes
            self._pool, self._done = self._make(), 0
        self._done += 1
        return self._pool

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        for process in list((broken._processes or {}).values()):
            process.kill()
        broken.shutdown(wait=False, cancel_futures=True)
        if self._pool is broken:
            self._pool, self._done = self._make(), 0

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)


def _begin(memory: int, nice: int) -> None:
    loaded()
    os.nice(nice)
    end_with_parent()
    confine(memory)
