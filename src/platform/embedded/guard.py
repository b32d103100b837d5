"""Runs a program that is not ours so that it never outlives the one who started it, not even after `kill -9`.

    python -m huiyin.platform.embedded.guard SIGNAL SECONDS USER:GROUP PROGRAM ARGUMENTS…

When standard input closes, or on SIGTERM, the program gets SIGNAL and, after SECONDS, SIGKILL. `-` as USER:GROUP
keeps the account. Only the standard library: it must be there at once.

On Linux the program gets SIGNAL, too, when the guard itself is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # prctl(2)


def main(arguments: list[str]) -> int:
    """Start, watch, end; the answer is the program's."""
    number, seconds, account = signal.Signals[arguments[0]], float(arguments[1]), arguments[2]
    ask = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: ask.set())
    user, group = (int(part) for part in account.split(":")) if account != "-" else (None, None)
    extra: list[int] | None = None if user is None else []
    program = subprocess.Popen(
        arguments[3:],
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=group,
        extra_groups=extra,
        preexec_fn=_told_when_we_die(number),
    )

    def watch_input() -> None:
        while os.read(0, 1024):
            pass
        ask.set()

    def watch_program() -> None:
        program.wait()
        ask.set()

    for watch in (watch_input, watch_program):
        threading.Thread(target=watch, daemon=True).start()
    ask.wait()
    if program.poll() is None:
        program.send_signal(number)
        try:
            program.wait(seconds)
        except subprocess.TimeoutExpired:
            program.kill()
    return program.wait()


def _told_when_we_die(number: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)  # loaded before the fork: after it little may be done
    return lambda: library.prctl(_PR_SET_PDEATHSIG, int(number))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
