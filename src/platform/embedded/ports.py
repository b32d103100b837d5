"""Ports on loopback: for what is started here, and for a test that starts it."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

# Below what the system gives to outgoing connections, which would take a port between its choice and its use.
_RANGE = range(20_000, 32_000)
_claims: dict[int, int] = {}  # port → the open file that says so


class PortTakenError(RuntimeError):
    """A port we were told to use belongs to somebody else."""

    def __init__(self, what: str, port: int, option: str) -> None:
        super().__init__(f"port {port} for {what} is taken by another program; choose another with {option}")
        self.port = port


def free_port() -> int:
    """A port nobody listens on, and that no other process of ours is given while this one lives.

    The web server shares its port (SO_REUSEPORT) with whoever has it: of two products started with the same one, either
    would be answered by the other, without an error.

    Raises:
        RuntimeError: none is left.
    """
    folder = Path(tempfile.gettempdir()) / f"huiyin-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for port in random.sample(_RANGE, len(_RANGE)):
        if port not in _claims and _claim(folder, port):
            return port
    raise RuntimeError("no port is free")


def _claim(folder: Path, port: int) -> bool:
    claim = os.open(folder / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    except OSError:
        os.close(claim)
        return False
    _claims[port] = claim
    return True


def require_free(port: int, what: str, option: str) -> None:
    """Raise PortTakenError where somebody listens on `port` already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTakenError(what, port, option) from None
