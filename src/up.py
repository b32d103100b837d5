"""`huiyin up`: the whole product on this machine, with demo data."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click
from huiyin_migrations.cells import migrate_cells
from huiyin_migrations.runner import MigrationResult

from .demo import PASSWORD, TENANTS, fill, provision
from .platform.crypto.vault import Vault
from .platform.db import Database
from .platform.embedded.parent import Child
from .platform.embedded.ports import PortTakenError
from .platform.embedded.stack import SIGNING_KEY, EmbeddedStack, wait_for_http
from .platform.embedded.supervisor import Part, PartLostError, Supervisor
from .platform.providers.kms.local import LocalMasterKey
from .platform.settings import Settings
from .platform.tenancy.directory import TenantDirectory
from .tenants import loading  # noqa: F401 – every table and listener
from .tenants.messaging.message_templates.built_in import sms_templates

_OWNER = "_OWNER_URL"
_LOOK_SECONDS = 0.3


class StopAskedError(RuntimeError):
    """Somebody asked to stop before everything had started."""


class Product:
    """The embedded stack with the web server and the worker on it."""

    def __init__(  # rules: allow parameters – settings of one machine, all named
        self,
        state: Path,
        *,
        port: int,
        inbox_port: int,
        quiet: bool = False,
        durable: bool = True,
        worker: tuple[str, ...] = ("huiyin", "work"),
        cells: Sequence[str] = (),
        bucket: str = "huiyin",
    ) -> None:
        self._quiet = quiet
        self._worker = worker
        self.stack = EmbeddedStack(
            state,
            port=port,
            inbox_port=inbox_port,
            sms_templates=sms_templates,
            progress=self._say,
            durable=durable,
            cells=cells,
            bucket=bucket,
        )
        self.web: Child | None = None
        self.worker: Child | None = None
        self.steward: Child | None = None
        self.stop_asked = threading.Event()

    def start(self, *, demo: bool = True) -> Settings:
        """Start everything; the settings say where it is.

        Raises:
            StopAskedError: `stop_asked` was set meanwhile; `stop` ends what has started.
        """
        for begin in (self.stack.start, partial(self._fill, demo), self._start_processes):
            begin()
            if self.stop_asked.is_set():
                raise StopAskedError
        return self.stack.settings()

    def watch(self, say: Callable[[str], None]) -> None:
        """Start again whatever ends, until `stop_asked` is set.

        Raises:
            PartLostError: something ends again and again.
        """
        processes = (
            Part("web server", lambda: self._runs(self.web), self.start_web),
            Part("worker", lambda: self._runs(self.worker), self.start_worker),
            Part("steward", lambda: self._runs(self.steward), self.start_steward),
        )
        supervisor = Supervisor([*self.stack.parts(), *processes], say)
        while not self.stop_asked.wait(_LOOK_SECONDS):
            supervisor.look()

    @staticmethod
    def _runs(child: Child | None) -> bool:
        return child is not None and child.runs()

    def prepare(self, *, demo: bool = True) -> None:
        """Start database and object store only, ready for the product; `start_processes` goes on from there."""
        self.stack.start_stores()
        self._fill(demo)

    def start_processes(self) -> None:
        """Start all processes on a product that is prepared; returns when pages are served."""
        self.stack.start_services()
        self._start_processes()

    def _fill(self, demo: bool) -> None:
        began = time.monotonic()
        asyncio.run(_prepare(self.stack.settings(), demo=demo))
        self._say("database migrated, tenants ready", time.monotonic() - began)

    def _start_processes(self) -> None:
        began = time.monotonic()
        self.start_worker()
        self.start_steward()
        wait_for_http(f"http://127.0.0.1:{self.stack.settings().port}/livez", self.start_web())
        self._say("web server, worker and steward", time.monotonic() - began)

    def start_web(self) -> Child:
        """Start the web server, for the first time or after it was killed; it answers a little later."""
        self._bury(self.web)
        env = {name: value for name, value in self._env().items() if name != SIGNING_KEY}
        self.web = Child("huiyin", "serve", env=env, log=self.stack.state / "web.log")
        return self.web

    def start_worker(self) -> None:
        """Start the worker, for the first time or after it was killed."""
        self._bury(self.worker)
        self.worker = Child(*self._worker, env=self._env(), log=self.stack.state / "worker.log")

    def start_steward(self) -> None:
        """Start the steward, for the first time or after it was killed: the only process that knows the owner's address."""
        self._bury(self.steward)
        owner = {name: url for name, url in self.stack.env().items() if name.endswith(_OWNER)}
        self.steward = Child(
            "huiyin", "steward", env=self._env() | owner, log=self.stack.state / "steward.log"
        )

    @staticmethod
    def _bury(child: Child | None) -> None:
        """Close the pipes of one that has ended."""
        if child is not None and not child.runs():
            child.stop()

    def stop(self) -> None:
        """Stop everything, those who depend on others first."""
        self.stop_processes()
        self.stack.stop()

    def stop_processes(self) -> None:
        """Stop all processes but database and object store, side by side."""
        children = [child for child in (self.web, self.worker, self.steward) if child is not None]
        for child in children:
            if child.process.poll() is None:
                child.process.terminate()
        for child in children:
            child.stop()
        self.stack.stop_services()

    def _env(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
        # Pages and handlers need not be able to do everything.
        ours = {name: value for name, value in self.stack.env().items() if not name.endswith(_OWNER)}
        return inherited | ours | {"HUIYIN_WATCH_PARENT": "true"}

    def _say(self, what: str, seconds: float) -> None:
        if not self._quiet:
            click.echo(f"  ✓ {what:<42} {seconds:5.1f} s")


async def _prepare(settings: Settings, *, demo: bool) -> None:
    for cell, result in (await migrate_cells(settings.owner_addresses())).items():
        if not isinstance(result, MigrationResult):
            raise RuntimeError(f"cell {cell} was not migrated") from result
    database = Database.of(settings.page_addresses())
    directory = TenantDirectory(database, settings)
    vault = Vault(LocalMasterKey.open(settings.master_key_file))
    try:
        known = {tenant.slug for tenant in await directory.all()}
        for wanted in TENANTS:
            if wanted.slug not in known:
                tenant = await provision(settings.database_owner_url, database, directory, vault, wanted)
                if demo and wanted is TENANTS[0]:
                    await fill(database, vault, tenant)
    finally:
        await database.close()


def run(state: Path, *, port: int, inbox_port: int) -> int:
    """Start, say where everything is, start again what ends, and wait for Ctrl-C."""
    click.echo("回音 Huiyin is starting …")
    product = Product(state, port=port, inbox_port=inbox_port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: product.stop_asked.set())
    try:
        settings = product.start()
    except PortTakenError as taken:
        click.echo(f"✗ {taken}", err=True)
        return 1
    except StopAskedError:
        product.stop()
        return 0
    except BaseException:
        product.stop()
        raise
    try:
        _announce(settings, product)
        product.watch(lambda said: click.echo(f"! {said}", err=True))
    except PartLostError as lost:
        click.echo(f"✗ {lost}; see the logs in {product.stack.state}", err=True)
        return 1
    finally:
        click.echo("stopping …")
        product.stop()
    return 0


def _announce(settings: Settings, product: Product) -> None:
    click.echo("")
    click.echo(f"  sign up        {settings.origin()}/signup")
    for demo in TENANTS:
        origin = settings.origin(demo.slug)
        click.echo(f"  {demo.name}")
        click.echo(f"    candidates   {origin}/")
        click.echo(f"    HR console   {origin}/hr/")
        for user in demo.users:
            click.echo(f"                 {user.login:<24} {PASSWORD:<14} {user.name} · {user.role}")
    click.echo(f"  mail and SMS inbox  {product.stack.inbox_origin}/")
    click.echo("\n  Ctrl-C stops everything.")
    sys.stdout.flush()
