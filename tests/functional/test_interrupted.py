"""Ctrl-C while `huiyin up` is starting: it ends, says no stacks, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from huiyin.platform.embedded.ports import free_port


def _up(folder: Path) -> "subprocess.Popen[str]":
    """As a terminal starts it: a process group of its own, to which Ctrl-C goes."""
    ports = ("--port", str(free_port()), "--inbox-port", str(free_port()))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    return subprocess.Popen(
        [sys.executable, "-m", "huiyin", "up", "--state", str(folder / "up"), *ports],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
        preexec_fn=_listen,
    )


def _listen() -> None:
    """Whoever runs the tests in the background ignores Ctrl-C, and so would all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _said_without_stacks(running: "subprocess.Popen[str]") -> str:
    try:
        said, _nothing = running.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGTERM)  # what goes on would be in everybody's way
        raise
    assert "Traceback" not in said, said
    return said


def test_before_it_listens(tmp_path: Path) -> None:
    """`./dev up` holds the signal back until the command line can be interrupted."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        running = _up(tmp_path)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    os.killpg(running.pid, signal.SIGINT)
    _said_without_stacks(running)
    assert running.returncode == 1
    assert not (tmp_path / "up").exists()


@pytest.mark.parametrize("line", ["is starting", "✓"])
def test_while_parts_are_starting(line: str) -> None:
    """Before the database's cluster is made, and when the first part is ready."""
    with tempfile.TemporaryDirectory(prefix="huiyin-interrupted-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs under another account and must be able to enter
        _interrupt(Path(folder), line)


def _interrupt(folder: Path, line: str) -> None:
    running = _up(folder)
    assert running.stdout is not None
    for said in running.stdout:
        if line in said:
            break
    below = psutil.Process(running.pid).children(recursive=True)
    os.killpg(running.pid, signal.SIGINT)
    _said_without_stacks(running)
    assert running.returncode in (0, 1)  # 1: a part heard it first, and its end was seen
    _gone, left = psutil.wait_procs(below, 10)
    assert not left
