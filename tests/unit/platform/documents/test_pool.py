"""Processes for heavy work: killed when late, renewed, replaced when they die."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from huiyin.platform.documents.pool import DocumentTimeoutError, RenderPool


@contextmanager
def _pool(workers: int = 1, *, tasks_per_child: int = 300) -> Iterator[RenderPool]:
    pool = RenderPool(workers, tasks_per_child=tasks_per_child)
    try:
        yield pool
    finally:
        pool.close()


async def test_late_work_is_killed_and_the_next_is_done() -> None:
    with _pool() as pool:
        first = await pool.run(30, os.getpid)
        with pytest.raises(DocumentTimeoutError, match=r"sleep took more than 0\.2 s"):
            await pool.run(0.2, time.sleep, 60)
        with pytest.raises(ProcessLookupError):
            _wait_until_gone(first)
        assert await pool.run(30, abs, -3) == 3


async def test_processes_are_renewed_without_stopping() -> None:
    with _pool(tasks_per_child=2) as pool:
        ids = [await pool.run(30, os.getpid) for _ in range(6)]
    assert len(set(ids)) == 3
    assert os.getpid() not in ids


async def test_waiting_for_a_free_process_does_not_count_as_late() -> None:
    with _pool() as pool:
        await pool.run(30, abs, -1)
        works = [pool.run(1.5, time.sleep, 0.5) for _ in range(5)]
        assert await asyncio.gather(*works) == [None] * 5


async def test_an_error_of_the_work_arrives_and_harms_nobody() -> None:
    with _pool() as pool:
        with pytest.raises(ValueError, match="invalid literal"):
            await pool.run(30, int, "x")
        assert await pool.run(30, int, "7") == 7


def _wait_until_gone(process: int) -> None:
    """Asks until the process is no more; os.kill then raises."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        os.kill(process, 0)
        os.sched_yield()
