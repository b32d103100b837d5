"""Work that burns a processor, done in processes of its own with a time-out that really ends it."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class DocumentTimeoutError(RuntimeError):
    """The work took too long and was killed."""


class RenderPool:
    """A few worker processes, renewed after some hundred tasks."""

    def __init__(self, workers: int = 1, *, tasks_per_child: int = 300) -> None:
        self._workers = workers
        self._tasks = tasks_per_child
        self._pool = self._make()

    def _make(self) -> ProcessPoolExecutor:
        # spawn: a fork would inherit the event loop and its connections.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self._workers, mp_context=context, max_tasks_per_child=self._tasks
        )

    async def run(
        self, timeout: float, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:  # noqa: ASYNC109
        """The result of `work(*args)`; both must be picklable.

        Raises:
            DocumentTimeoutError: after `timeout` seconds; the process is killed.
        """
        if kwargs:
            raise TypeError("positional arguments only")
        pool = self._pool
        try:
            future = asyncio.get_running_loop().run_in_executor(pool, work, *args)
            return await asyncio.wait_for(future, timeout)
        except TimeoutError:
            self._replace(pool)
            raise DocumentTimeoutError(
                f"{work.__name__} took more than {timeout} s"
            ) from None
        except BrokenProcessPool:
            self._replace(pool)
            raise

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        for process in list((broken._processes or {}).values()):
            process.kill()
        broken.shutdown(wait=False, cancel_futures=True)
        if self._pool is broken:
            self._pool = self._make()

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)
