"""Runs a program that is not ours so that it never outlives the one who started it, not even after `kill -9`.

    python -m huiyin.platform.embedded.guard SIGNAL SECONDS USER:GROUP PROGRAM ARGUMENTS…

When standard input closes, or on SIGTERM, the program gets SIGNAL and, after SECONDS, SIGKILL. `-` as USER:GROUP
keeps the account. Only the standard library: it must be there at once.
"""

import os
import signal
import subprocess
import sys
import threading


def main(arguments: list[str]) -> int:
    """Start, watch, end; the answer is the program's."""
    number, seconds, account = signal.Signals[arguments[0]], float(arguments[1]), arguments[2]
    ask = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: ask.set())
    user, group = (int(part) for part in account.split(":")) if account != "-" else (None, None)
    extra: list[int] | None = None if user is None else []
    program = subprocess.Popen(
        arguments[3:], stdin=subprocess.DEVNULL, cwd="/", user=user, group=group, extra_groups=extra
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
