"""No two products are given one port."""

import subprocess
import sys

import pytest
from huiyin.platform.embedded import ports

HOLDER = "import sys; from huiyin.platform.embedded import ports; print(ports.free_port(), flush=True); sys.stdin.read()"


def test_a_port_belongs_to_one_process_until_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    port = ports.free_port()
    ports._claims.clear()  # given back: the open file stays open, as another process's would
    monkeypatch.setattr(ports, "_RANGE", range(port, port + 1))
    with pytest.raises(RuntimeError, match="no port is free"):
        ports.free_port()


def test_a_killed_process_gives_its_port_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        port = int(other.stdout.readline())  # whichever it was given: one chosen here may be in use by others
        monkeypatch.setattr(ports, "_RANGE", range(port, port + 1))
        with pytest.raises(RuntimeError, match="no port is free"):
            ports.free_port()
        other.kill()
    assert ports.free_port() == port
