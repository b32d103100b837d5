"""How much memory a process and those that it started have."""

from collections.abc import Iterator
from pathlib import Path


def web_memory(parent: int) -> int:
    """Bytes that are resident of a web process and its children; those that read files are not counted, they go."""
    return sum(_resident(process) for process in _family(parent) if not _reads_files(process))


def reading_processes(parent: int) -> set[int]:
    """The processes that read files just now, without the server that makes them."""
    servers = [process for process in _family(parent) if _reads_files(process)]
    return {child for server in servers for child in _children(server)}


def _family(process: int) -> Iterator[int]:
    yield process
    for child in _children(process):
        yield from _family(child)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, tasks.read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _reads_files(process: int) -> bool:
    try:
        return b"multiprocessing.forkserver" in Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return True


def _resident(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = next((line for line in lines if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(found.split()[1]) * 1024
