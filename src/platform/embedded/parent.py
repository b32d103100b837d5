"""Child processes that never outlive the one that started them."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path


def die_with_parent() -> None:
    """End this process when the other end of its standard input closes: also after `kill -9` of the parent."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


class Child:
    """A `python -m …` of ours whose standard input we hold open."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        env: dict[str, str],
        log: Path,
        watch: bool = True,
    ) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=env,
            stdin=subprocess.PIPE if watch else subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,  # Ctrl-C is for the parent, who stops children in order
        )

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL, for those who try what happens then."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self, seconds: float = 10) -> None:
        """SIGTERM, then SIGKILL for who does not listen."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self._close()

    def _close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self._log.close()
