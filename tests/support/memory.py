"""How much memory a process and those that it started have."""

from collections.abc import Iterator
from contextlib import suppress

import psutil


def web_memory(process: int) -> int:
    """Bytes that are resident of a web process and its children; those that read files are not counted, they go."""
    total = 0
    for one in _family(psutil.Process(process)):
        with suppress(psutil.NoSuchProcess):
            total += one.memory_info().rss
    return total


def reading_processes(process: int) -> list[psutil.Process]:
    """The processes that read files just now, without the server that makes them."""
    every = psutil.Process(process).children(recursive=True)
    return [child for one in every if _makes_readers(one) for child in _children(one)]


def _family(process: psutil.Process) -> Iterator[psutil.Process]:
    yield process
    for child in _children(process):
        if not _makes_readers(child):
            yield from _family(child)


def _children(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [child for child in process.children() if child.status() != psutil.STATUS_ZOMBIE]
    return []


def _makes_readers(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return any("multiprocessing.forkserver" in word for word in process.cmdline())
    return False
