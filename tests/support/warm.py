"""`pytest --keep`: PostgreSQL and the object store go on running after a run, and the next one begins on them.

Each run has the database as it was when the demo tenants had just been made, an empty bucket and inbox, and a web server, a worker
and a steward of its own, so that what is tested is the code as it stands. The stores belong to a keeper, a process of
its own: `python -m tests.support.warm keep`, ended by `… stop`.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.embedded.postgres import EmbeddedPostgres
from huiyin.platform.embedded.stack import EmbeddedStack
from huiyin.up import Product

from tests.support import snapshot
from tests.support.snapshot import ROOT, STATE, Snapshot

_PATIENCE_SECONDS = 180
_SECRETS = (
    "master.key",
    "signing.key",
    "secrets.json",
    "ca",
    "fonts",
)  # what is in the database and the object store needs them
_STORES = ("postgres", "objects")
_OURS = ("snapshot.json", "keeper", "keeper.log")


@contextmanager
def warm_product(clock_name: str, state: Path = STATE) -> Iterator[Product]:
    """The product, prepared on warm stores as if for the first time: no process of it runs yet. The stores are left.

    Raises:
        pytest.UsageError: another run has them.
    """
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise pytest.UsageError(
                "another run is on the warm product; wait for it, or leave out --keep"
            ) from None
        known = _warm_stores(clock_name, state)
        _clear(state)
        # A bucket of its own: anchors of the last run are locked, and know its chains, not those this one begins with.
        bucket = f"run-{os.urandom(6).hex()}"
        product = Product(state, port=0, inbox_port=0, quiet=True, durable=False, bucket=bucket)
        try:
            _begin(product, known)
            yield product
        finally:
            product.stop_processes()
            if product.stack.postgres.started_here:  # the keeper's was stopped, by a test of such an outage
                product.stack.postgres.stop()


def _warm_stores(clock_name: str, state: Path) -> Snapshot:
    """Have a keeper with stores of this clock and this code; the snapshot as far as it can be used."""
    here = Snapshot.now(clock_name, clock.now())
    there = snapshot.read(state)
    if there is not None and not there.same_stores(here):
        stop(state)
    if not _lives(state):
        _start_keeper(state)
        there = Snapshot(here.clock, here.stores, "", here.moment)
        snapshot.write(there, state)
    if there is None:
        raise RuntimeError(f"a keeper without a snapshot in {state}: ./dev test --stop")
    return there if there.tenants == here.tenants else Snapshot(here.clock, here.stores, "", here.moment)


def _begin(product: Product, known: Snapshot) -> None:
    """The database as it was when it had just been made: as a copy, or made anew where the code has changed since."""
    postgres = product.stack.postgres.start()
    asyncio.run(_as_owner(postgres, *_clock(), "drop database if exists huiyin with (force)"))
    if known.tenants:
        asyncio.run(_as_owner(postgres, "create database huiyin template snapshot"))
        product.prepare()
    else:
        asyncio.run(_as_owner(postgres, "drop database if exists snapshot with (force)"))
        product.prepare()
        asyncio.run(_as_owner(postgres, "create database snapshot template huiyin"))
        snapshot.write(Snapshot.now(known.clock, clock.now()), product.stack.state)


def _clock() -> tuple[str, ...]:
    """The database's `now()` as far ahead of the machine's as this run's."""
    return (f"alter role all set huiyin.clock_offset = '{clock.offset().total_seconds()}'",)


async def _as_owner(postgres: EmbeddedPostgres, *statements: str) -> None:
    connection = await asyncpg.connect(postgres.url("postgres", "postgres").replace("+asyncpg", ""))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _clear(state: Path) -> None:
    """Take away what services and processes of the last run left: mails, text messages, logs."""
    for path in state.iterdir():
        if path.name not in (*_SECRETS, *_STORES, *_OURS):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


# --- the keeper --------------------------------------------------------------------------------------------------


def keep(state: Path) -> None:
    """Hold the stores until told to stop, or until the folder is gone; then nothing is left of them."""
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    with (state / "keeper").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stack = EmbeddedStack(state, port=0, inbox_port=0, sms_templates=lambda _origin: {}, durable=False)
        stack.start_stores()
        try:
            lock.write(str(os.getpid()))  # says that they are ready, too
            lock.flush()
            while not end.wait(10) and state.exists():
                pass
        finally:
            stack.stop()
            shutil.rmtree(stack.postgres.root, ignore_errors=True)
            shutil.rmtree(state, ignore_errors=True)


def stop(state: Path = STATE) -> bool:
    """End the keeper and all it holds; whether there was one."""
    pid = _pid(state)
    if pid is None or not _lives(state):
        return False
    os.kill(pid, signal.SIGTERM)
    _wait_until(lambda: not state.exists(), "the end of the warm stores")
    return True


def _start_keeper(state: Path) -> None:
    shutil.rmtree(state, ignore_errors=True)  # what a keeper left that was killed
    state.mkdir(mode=0o711)
    # Started by a shell that ends at once: the keeper outlives this run, and is not its child.
    command = ["sh", "-c", '"$@" &', "sh", sys.executable, "-m", "tests.support.warm", "keep", str(state)]
    with (state / "keeper.log").open("wb") as log:
        subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )
    _wait_until(lambda: _pid(state) is not None, f"warm stores; see {state}/keeper.log")


def _lives(state: Path) -> bool:
    """Whether somebody holds the stores."""
    try:
        with (state / "keeper").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _pid(state: Path) -> int | None:
    file = state / "keeper"
    return int(file.read_text() or 0) or None if file.exists() else None


def _wait_until(done: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {_PATIENCE_SECONDS} s for {what}")
        time.sleep(0.05)


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        print("the warm product is stopped" if stop() else "no warm product runs")
    else:
        keep(Path(sys.argv[2]))
