"""The process that reads one file: confined before it has seen a byte of it, and gone afterwards.

`read` is the side that waits, in a thread: it must not hold the event loop, and killing the process always frees it.
"""

import multiprocessing
import os
import pickle
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from ..errors import DomainError
from ..i18n import current_locale
from ..logging import get_logger
from ..processes import confine, end_with_parent, loaded
from .errors import FilesBusyError, ReadingTooCostlyError, ReadingTooLongError, UnreadableError

log = get_logger(__name__)
# Forked from a server that has loaded the libraries and nothing else, no loop, no connection, no thread: 50 ms a file.
CONTEXT = multiprocessing.get_context("forkserver")
_MOST_ANSWER = 150_000_000  # bytes: what the waiting process is ready to take
_SECONDS_TO_GO = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: seconds on the clock, and bytes of memory, the libraries' 60 MB with them."""

    seconds: float
    memory: int = 768_000_000


class Reading:
    """One file on its way through a process."""

    def __init__(self, limits: Limits, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._limits = limits
        self._work = work
        self._request = pickle.dumps((work, args))
        self._pipe, theirs = CONTEXT.Pipe()
        self._theirs: Connection = theirs
        self._process = CONTEXT.Process(
            target=serve, args=(theirs, limits, current_locale.get()), daemon=True
        )
        self._late = threading.Event()

    def read(self) -> Any:
        """What the work returns, or its refusal raised.

        Raises:
            DomainError: the work's own, or ReadingTooLongError, ReadingTooCostlyError, UnreadableError.
            FilesBusyError: the system starts no process.
        """
        try:
            self._process.start()
        except (EOFError, OSError) as problem:
            log.error("no process for a file", exc_info=problem)
            raise FilesBusyError from problem
        finally:
            self._theirs.close()
        deadline = threading.Timer(self._limits.seconds, self._end_late)
        deadline.daemon = True
        try:
            deadline.start()
            self._pipe.send_bytes(self._request)
            answer = pickle.loads(self._pipe.recv_bytes(_MOST_ANSWER))  # noqa: S301 – from our own code
        except (EOFError, OSError):
            answer = ReadingTooLongError() if self._late.is_set() else UnreadableError()
        finally:
            deadline.cancel()
            self._pipe.close()
            self._process.join(_SECONDS_TO_GO)  # it goes by itself when it has answered
            self.end()
            self._process.join()
        return self._opened(answer)

    def end(self) -> None:
        """Kill the process, if there is one."""
        if self._process.pid is not None:
            self._process.kill()

    def _end_late(self) -> None:
        self._late.set()
        self.end()

    def _opened(self, answer: Any) -> Any:
        if isinstance(answer, _Returned):
            return answer.value
        if isinstance(answer, _Failed):
            log.error("reading a file failed", work=self._work.__name__, trace=answer.trace)
            raise UnreadableError
        raise answer


@dataclass(frozen=True, slots=True)
class _Returned:
    value: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    """An exception that is no refusal: where, and nothing of what the file says."""

    trace: str


def serve(pipe: Connection, limits: Limits, locale: str) -> None:
    """In the process: do the one piece of work that is asked for, and answer."""
    loaded()
    end_with_parent()
    current_locale.set(locale)
    too_costly = pickle.dumps(ReadingTooCostlyError())  # made, like the thread above, while there is memory
    confine(limits.memory, 2 * limits.seconds)  # of both cores; the deadline itself is kept by who waits
    try:
        work, args = pickle.loads(pipe.recv_bytes())  # noqa: S301 – from our own code
        answer = pickle.dumps(_Returned(work(*args)))
        if len(answer) > _MOST_ANSWER:
            answer = too_costly
    except MemoryError:
        answer = too_costly
    except DomainError as refused:
        answer = pickle.dumps(refused)
    except Exception as problem:  # anything may be in a file that a stranger hands in
        trace = "".join(traceback.format_tb(problem.__traceback__)[-8:])
        answer = pickle.dumps(_Failed(f"{type(problem).__name__}\n{trace}"))
    pipe.send_bytes(answer)
    os._exit(0)  # to take a large heap apart first would only keep others waiting
