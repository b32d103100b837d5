"""What every process that works for another one begins with: an end with its parent, and limits that the kernel holds."""

import gc
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import threading
import time
from contextlib import suppress

_USUAL = 700, 10, 10  # objects and rounds between two looks for garbage, Python's own
_WHILE_LOADING = 200_000, 10, 10


def load_quickly() -> None:
    """Before a process loads its modules: what they make is kept, and need not be looked through for garbage again and again."""
    gc.set_threshold(*_WHILE_LOADING)


def loaded() -> None:
    """Everything is there: garbage is looked for as often as ever, but not among what was loaded."""
    gc.freeze()
    gc.set_threshold(*_USUAL)


def end_with_parent(grace_seconds: float = 0) -> None:
    """In a process that `multiprocessing` made: end it when its parent is gone, also after `kill -9`; it would go on for
    ever, beside whoever takes the parent's place. With a grace it may finish first what it is doing (SIGTERM).

    Raises:
        RuntimeError: nobody started this process as a child.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("this process has no parent to end with")

    def watch(sentinel: int) -> None:
        multiprocessing.connection.wait([sentinel])
        if grace_seconds:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(grace_seconds)
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


def confine(memory: int, seconds: float | None = None) -> None:
    """Hold this process to so many bytes of memory of its own, and to so many seconds of a processor; nothing is dumped.

    Memory is what it has allocated (RLIMIT_DATA), not address space, which libraries reserve by the number of
    processors. Asked for more, Python raises MemoryError and a library ends the process. Linux holds it; macOS, where
    the product is only tried out, does not.
    """
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, memory)]
    if seconds is not None:
        limits.append((resource.RLIMIT_CPU, int(seconds) + 1))
    for what, most in limits:
        with suppress(ValueError, OSError):  # a lower limit holds already, or the system knows none
            resource.setrlimit(what, (most, most))
