"""Runs a command where there is no network but loopback: `unshare -n` around `python -m tests.support.alone`.

unshare -n  python -m tests.support.alone 0 0 COMMAND…
unshare -rn python -m tests.support.alone UID GID COMMAND…      as an ordinary user, who stays one
"""

import errno
import fcntl
import os
import socket
import struct
import sys

_SIOCSIFFLAGS, _UP = 0x8914, 0x1
_ELSEWHERE = ("192.0.2.1", 9)  # RFC 5737: an address for examples


def main(uid: int, gid: int, command: list[str]) -> None:
    """Loopback up, the world out of reach, then the command in this process's place."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP))
    with socket.socket() as probe:
        if (answer := probe.connect_ex(_ELSEWHERE)) != errno.ENETUNREACH:
            raise SystemExit(f"there is a way out of here: {os.strerror(answer)}")
    if uid:
        command = ["unshare", "-U", f"--map-user={uid}", f"--map-group={gid}", *command]
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
