"""The whole embedded set-up: PostgreSQL, object store, SMTP, text messages, time stamps, certificates."""

import asyncio
import json
import os
import secrets
import time
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import asyncpg
import msgspec

from .. import clock
from ..cells import variable_of
from ..providers.keys.file import FileKeys
from ..providers.kms.local import LocalMasterKey
from ..settings import SIGN_NAME, Settings
from ..signatures.authority import CertificateAuthority, SecondAuthority
from .objects import EmbeddedObjects
from .parent import Child
from .ports import free_port, require_free
from .postgres import EmbeddedPostgres
from .services import FACE_RULE, SECOND_TSA, ServicesConfig
from .supervisor import Part

Progress = Callable[[str, float], None]
_READY_SECONDS = 60
SIGNING_KEY = "HUIYIN_SIGNING_KEY_FILE"
"""What no process is told that answers pages: it opens the keys of certificates."""


class EmbeddedStack:
    """Starts everything in `state` and says, as HUIYIN_* variables, how to reach it."""

    def __init__(  # rules: allow parameters – settings of one machine, all named
        self,
        state: Path,
        *,
        port: int,
        inbox_port: int,
        sms_templates: Callable[[str], dict[str, str]],
        progress: Progress = lambda _what, _seconds: None,
        durable: bool = True,
        cells: Sequence[str] = (),
        bucket: str = "huiyin",
    ) -> None:
        self.state = state.absolute()
        self._bucket = bucket
        self._port = port or free_port()
        self._inbox_port = inbox_port or free_port()
        self._smtp_port = free_port()
        self._sms_templates = sms_templates
        self._progress = progress
        cluster = partial(EmbeddedPostgres, settings=_database_options(durable), clock_offset=clock.offset())
        self.postgres = cluster(self.state / "postgres")
        self.cells = {name: cluster(self.state / f"postgres-{name}") for name in cells}
        self._secrets: dict[str, str] = {}
        self._objects: EmbeddedObjects | None = None
        self._services: Child | None = None

    def start(self) -> None:
        """Start everything, the slow parts side by side.

        Raises:
            PortTakenError: a port belongs to somebody else.
        """
        require_free(self._port, "the product", "--port")
        require_free(self._inbox_port, "the inbox", "--inbox-port")
        self._make_state()
        self._side_by_side(self._start_database, self._start_objects, self.start_services)

    def start_stores(self) -> None:
        """Start PostgreSQL and the object store only, or use those that another process holds in this folder."""
        self._make_state()
        self._side_by_side(self._start_database, partial(self._start_objects, shared=True))

    def _side_by_side(self, *work: Callable[[], None]) -> None:
        try:
            with ThreadPoolExecutor(len(work)) as threads:
                jobs = [threads.submit(job) for job in work]
            for job in jobs:
                job.result()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything that runs."""
        self.stop_services()
        if self._objects is not None:
            self._objects.stop()
        for postgres in (*self.cells.values(), self.postgres):
            if postgres.running():
                postgres.stop()

    def stop_services(self) -> None:
        """An outage of mail, text messages, time stamps and inbox; what they received stays."""
        if self._services is not None:
            self._services.stop()

    def parts(self) -> list[Part]:
        """What runs here, to be looked after: databases and object store first."""
        clusters = {"database": self.postgres}
        clusters |= {f"database of cell {name}": postgres for name, postgres in self.cells.items()}
        found = [Part(name, postgres.runs, postgres.start) for name, postgres in clusters.items()]
        if self._objects is not None:
            found.append(Part("object store", self._objects.runs, self._objects.start_again))
        return [*found, Part("mail and text messages", self._services_run, self._launch_services)]

    def _services_run(self) -> bool:
        return self._services is not None and self._services.runs()

    def env(self) -> dict[str, str]:
        """The variables the product's processes are started with."""
        return {
            "HUIYIN_BASE_DOMAIN": "localhost",
            "HUIYIN_PORT": str(self._port),
            "HUIYIN_STATE_DIR": str(self.state),
            "HUIYIN_DATABASE_URL": self.postgres.url("huiyin_app", "huiyin"),
            "HUIYIN_DATABASE_WORKER_URL": self.postgres.url("huiyin_worker", "huiyin"),
            "HUIYIN_DATABASE_OWNER_URL": self.postgres.url("postgres", "huiyin"),
            "HUIYIN_MASTER_KEY_FILE": str(self.state / "master.key"),
            "HUIYIN_SMTP_PORT": str(self._smtp_port),
            "HUIYIN_SMTP_USER": "huiyin",
            "HUIYIN_SMTP_PASSWORD": self._secrets["smtp"],
            "HUIYIN_SMS_ENDPOINT": f"{self.inbox_origin}/aliyun",
            "HUIYIN_SMS_KEY_ID": "embedded",
            "HUIYIN_SMS_SECRET": self._secrets["sms"],
            "HUIYIN_SMS_RECEIPT_TOKEN": self._secrets["receipts"],
            "HUIYIN_MESSAGE_HOSTS": self.inbox_origin,
            "HUIYIN_PERSON_CHECK_PROVIDER": "tencent",
            "HUIYIN_PERSON_CHECK_ENDPOINT": f"{self.inbox_origin}/tencent-faceid",
            "HUIYIN_PERSON_CHECK_KEY_ID": "embedded",
            "HUIYIN_PERSON_CHECK_SECRET": self._secrets["sms"],
            "HUIYIN_PERSON_CHECK_RULE_ID": FACE_RULE,
            "HUIYIN_TSA_URL": f"{self.inbox_origin}/tsa",
            "HUIYIN_SECOND_TSA_URL": f"{self.inbox_origin}{SECOND_TSA}",
            "HUIYIN_SECOND_TSA_ROOT_FILE": str(self.state / "second-tsa" / "root.crt"),
            "HUIYIN_CA_DIR": str(self.state / "ca"),
            SIGNING_KEY: str(self._signing_key),
            "HUIYIN_FONT_FALLBACK_DIR": str(self.state / "fonts"),
            "HUIYIN_QUEUE_HEARTBEAT_SECONDS": "5",
            **clock.env(),
            **self._object_env(),
            **self._cell_env(),
        }

    def settings(self) -> Settings:
        """The same as settings."""
        return Settings.from_env(self.env())

    @property
    def _signing_key(self) -> Path:
        return self.state / "signing.key"

    @property
    def _lists_at(self) -> str:
        return f"http://localhost:{self._port}/ca"

    @property
    def inbox_origin(self) -> str:
        """Where the inbox is."""
        return f"http://127.0.0.1:{self._inbox_port}"

    def _cell_env(self) -> dict[str, str]:
        users = {
            "database_url": "huiyin_app",
            "database_worker_url": "huiyin_worker",
            "database_owner_url": "postgres",
        }
        return {
            variable_of(name, field): postgres.url(user, "huiyin")
            for name, postgres in self.cells.items()
            for field, user in users.items()
        }

    def _object_env(self) -> dict[str, str]:
        endpoint = self._objects.endpoint if self._objects is not None else ""
        return {
            "HUIYIN_S3_ENDPOINT": endpoint or "http://127.0.0.1:9",
            "HUIYIN_S3_KEY_ID": "huiyin",
            "HUIYIN_S3_SECRET": self._secrets["s3"],
            "HUIYIN_S3_BUCKET": self._bucket,
        }

    def _make_state(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        (self.state / "fonts").mkdir(exist_ok=True)  # for fonts with rarer characters than ours have
        file = self.state / "secrets.json"
        if not file.exists():
            fresh = {name: secrets.token_urlsafe(24) for name in ("smtp", "sms", "receipts", "s3")}
            handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "w") as out:
                json.dump(fresh, out)
        self._secrets = json.loads(file.read_text())
        LocalMasterKey.create(self.state / "master.key")
        LocalMasterKey.create(self._signing_key)
        keys = FileKeys(self._signing_key)
        CertificateAuthority.open(self.state / "ca", self._lists_at, keys)
        SecondAuthority.open(self.state / "second-tsa", keys)

    def _start_database(self) -> None:
        began = time.monotonic()
        for postgres in (self.postgres, *self.cells.values()):
            postgres.start()
            _create_database(postgres)
        self._progress("PostgreSQL", time.monotonic() - began)

    def _start_objects(self, *, shared: bool = False) -> None:
        began = time.monotonic()
        if self._objects is None:
            secret = self._secrets["s3"]
            self._objects = EmbeddedObjects(self.state / "objects", key_id="huiyin", secret=secret)
        base = Settings(
            database_url="-",
            master_key_file=self.state / "master.key",
            s3_key_id="huiyin",
            s3_secret=self._secrets["s3"],
            s3_bucket=self._bucket,
        )
        self._objects.start(base, shared=shared)
        self._progress("object store (S3)", time.monotonic() - began)

    def start_services(self) -> None:
        """Start mail, text messages, time stamps and inbox: at first, or after an outage of them."""
        began = time.monotonic()
        self._launch_services()
        if self._services is not None:
            wait_for_http(f"{self.inbox_origin}/api/messages", self._services)
        self._progress("mail, text messages, time stamps, inbox", time.monotonic() - began)

    def _launch_services(self) -> None:
        if self._services is not None:
            self._services.stop()  # it has ended: its pipes are closed
        origin = f"http://localhost:{self._port}"
        config = ServicesConfig(
            state=str(self.state),
            ca=str(self.state / "ca"),
            lists_at=self._lists_at,
            second_tsa=str(self.state / "second-tsa"),
            signing_key=str(self._signing_key),
            http_port=self._inbox_port,
            smtp_port=self._smtp_port,
            smtp_user="huiyin",
            smtp_password=self._secrets["smtp"],
            sms_key_id="embedded",
            sms_secret=self._secrets["sms"],
            sms_sign_name=SIGN_NAME,
            sms_templates=self._sms_templates(origin),
            sms_report_to=f"http://127.0.0.1:{self._port}/hooks/sms/aliyun/{self._secrets['receipts']}",
        )
        file = self.state / "services.json"
        file.write_bytes(msgspec.json.encode(config))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
        environment |= clock.env()
        module = "huiyin.platform.embedded.services"
        self._services = Child(module, str(file), env=environment, log=self.state / "services.log")


def wait_for_http(url: str, child: Child) -> None:
    """Wait until `url` answers, or the process behind it is gone."""
    end = time.monotonic() + _READY_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end and child.process.poll() is None:
        try:
            with opener.open(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer; see the log in the state folder")


def _database_options(durable: bool) -> dict[str, str]:
    """Not `durable`: what is committed outlives every process, but not the machine."""
    return {} if durable else {"fsync": "off", "full_page_writes": "off"}


def _create_database(postgres: EmbeddedPostgres) -> None:
    async def create() -> None:
        dsn = postgres.url("postgres", "postgres").replace("+asyncpg", "")
        connection = await asyncpg.connect(dsn)
        try:
            if not await connection.fetchval("select 1 from pg_database where datname = 'huiyin'"):
                await connection.execute("create database huiyin")
        finally:
            await connection.close()

    asyncio.run(create())
