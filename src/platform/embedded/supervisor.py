"""Starts again what has ended, and says so; what ends again and again is given up."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MOST, WITHIN_SECONDS, PAUSE_SECONDS = 5, 60.0, 1.0


class PartLostError(RuntimeError):
    """A part has ended, or did not start, too often within a minute."""


@dataclass(frozen=True, slots=True)
class Part:
    """A process, how it is told that it runs, and how it is started again. What `start` raises means: not this time."""

    name: str
    runs: Callable[[], bool]
    start: Callable[[], object]
    starts: deque[float] = field(default_factory=deque)


class Supervisor:
    """Looks after parts, in their order: those that others need come first."""

    def __init__(
        self,
        parts: Sequence[Part],
        say: Callable[[str], None],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._parts = parts
        self._say = say
        self._seconds = seconds

    def look(self) -> None:
        """Start what does not run: at most once a second, and `MOST` times a minute.

        Raises:
            PartLostError: it was started so often, and has ended again.
        """
        for part in self._parts:
            if not part.runs():
                self._start(part)

    def _start(self, part: Part) -> None:
        now = self._seconds()
        while part.starts and now - part.starts[0] > WITHIN_SECONDS:
            part.starts.popleft()
        if part.starts and now - part.starts[-1] < PAUSE_SECONDS:
            return
        if len(part.starts) >= MOST:
            raise PartLostError(f"the {part.name} has ended {MOST + 1} times within a minute")
        part.starts.append(now)
        self._say(f"the {part.name} has ended, starting it again")
        try:
            part.start()
        except Exception as problem:  # whatever it is, the next look tries again
            self._say(f"the {part.name} does not start: {problem}")
