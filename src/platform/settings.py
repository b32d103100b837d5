"""One frozen settings object, read once from the environment; nonsense is refused at start, naming the variable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from . import clock
from .cells import MAIN, Cell, is_variable, read_cells, variable_of

PREFIX = "HUIYIN_"
SIGN_NAME = "回音招聘"  # the text-message signature filed for the platform


class SettingsError(ValueError):
    """A variable is missing or means nothing; `variable` is its full name."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every knob of one installation; each field is the variable HUIYIN_<FIELD>.

    Database addresses are SQLAlchemy URLs for asyncpg. `database_owner_url` is needed only by `migrate`, `steward`
    and `tenant`; `database_worker_url` only by `work` and `steward`. `dns_server` (address or address:port) is asked for
    the records of own domains; empty: the machine's own resolver.

    `other_cells` are the databases beside `main`, each by HUIYIN_CELL_<NAME>_DATABASE_URL, …_OWNER_URL, …_WORKER_URL.
    """

    base_domain: str = "localhost"
    public_scheme: str = "http"
    host: str = "127.0.0.1"
    port: int = 8000
    state_dir: Path = Path(".huiyin")
    database_url: str
    database_owner_url: str = ""
    database_worker_url: str = ""
    database_pool: int = 10
    master_key_file: Path
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8026
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "auto"
    """`auto`: STARTTLS where the relay offers it; `starttls`: or no mail at all; `tls`: from the first byte."""
    smtp_ca_file: Path | None = None
    mail_from: str = "notice@huiyin.localhost"
    sms_provider: str = (
        "aliyun"  # rules: allow provider_name – whom we send through where nothing else is said
    )
    sms_endpoint: str = ""
    sms_key_id: str = ""
    sms_secret: str = ""
    sms_sign_name: str = SIGN_NAME
    sms_receipt_token: str = ""
    message_hosts: str = ""
    """Where the gateways of tenants' own accounts are in development; empty: their real addresses."""
    s3_endpoint: str = ""
    s3_key_id: str = ""
    s3_secret: str = ""
    s3_bucket: str = "huiyin"
    s3_region: str = "us-east-1"
    storage_dir: Path | None = None
    sso_trusted_hosts: str = ""
    """`host:port` of identity providers inside our own network, separated by commas; all others must be public."""
    tsa_url: str = ""
    ca_dir: Path | None = None
    font_fallback_dir: Path | None = None
    dns_server: str = ""
    trial_days: int = 30
    spare_tenants: int = 5
    grace_days: int = 30
    web_workers: int = 1
    web_connections: int = 10_000
    """How many connections one web process holds at once, idle ones too; others wait for one to close."""
    web_memory: int = 1024
    """MiB: a web process that holds more is replaced, when what it is doing is done."""
    trusted_proxies: str = ""
    """Addresses and networks, separated by commas, whose X-Forwarded-For is believed; empty: nobody's."""
    secure_cookies: bool = False
    log_level: str = "info"
    queue_heartbeat_seconds: int = 30
    other_cells: Mapping[str, Cell] = field(default_factory=dict)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read HUIYIN_* from `env`.

        Raises:
            SettingsError: a required variable is missing, a value is unreadable or a variable is unknown.
        """
        hints = get_type_hints(cls)
        known = {PREFIX + one.name.upper(): one for one in fields(cls) if one.name != "other_cells"}
        ours = (name for name in env if name.startswith(PREFIX) and not is_variable(name))
        unknown = sorted(name for name in ours if name not in known | _OTHER)
        if unknown:
            raise SettingsError(unknown[0], "no such setting")
        values: dict[str, Any] = {}
        for variable, one in known.items():
            if (raw := env.get(variable, "").strip()) != "":
                values[one.name] = _parse(variable, raw, hints[one.name])
        for name in ("database_url", "master_key_file"):
            if name not in values:
                raise SettingsError(PREFIX + name.upper(), "must be set")
        settings = cls(**values, other_cells=MappingProxyType(read_cells(env)))
        settings._refuse_nonsense()
        return settings

    def _refuse_nonsense(self) -> None:
        if self.public_scheme not in ("http", "https"):
            raise SettingsError("HUIYIN_PUBLIC_SCHEME", "must be http or https")
        if not 0 < self.port < 65536:
            raise SettingsError("HUIYIN_PORT", "must be between 1 and 65535")
        if self.smtp_security not in ("auto", "starttls", "tls"):
            raise SettingsError("HUIYIN_SMTP_SECURITY", "must be auto, starttls or tls")
        if self.storage_dir is None and not self.s3_endpoint:
            raise SettingsError("HUIYIN_S3_ENDPOINT", "set it, or HUIYIN_STORAGE_DIR for a folder store")
        if self.public_scheme == "https" and not self.secure_cookies:
            raise SettingsError("HUIYIN_SECURE_COOKIES", "must be true when the public scheme is https")
        if self.web_connections < 1:
            raise SettingsError("HUIYIN_WEB_CONNECTIONS", "must be at least 1")
        for proxy in filter(None, map(str.strip, self.trusted_proxies.split(","))):
            _require_network("HUIYIN_TRUSTED_PROXIES", proxy)
        self._refuse_nonsense_cells()

    def _refuse_nonsense_cells(self) -> None:
        taken = {self.database_url: MAIN}
        for name, cell in self.other_cells.items():
            if name == MAIN:
                raise SettingsError(
                    "HUIYIN_CELL_MAIN_DATABASE_URL", "main is the database of HUIYIN_DATABASE_URL"
                )
            where = variable_of(name, "database_url")
            if not cell.database_url:
                raise SettingsError(where, "must be set, as another address of this cell is")
            for kind in ("database_url", "database_owner_url", "database_worker_url"):
                _require_address(variable_of(name, kind), getattr(cell, kind))
            if (other := taken.setdefault(cell.database_url, name)) != name:
                raise SettingsError(where, f"is the address of cell {other}")

    def cells(self) -> dict[str, Cell]:
        """Every cell by name, `main` first."""
        main = Cell(MAIN, self.database_url, self.database_owner_url, self.database_worker_url)
        return {MAIN: main, **self.other_cells}

    def page_addresses(self) -> dict[str, str]:
        """Each cell's address for pages."""
        return {name: cell.database_url for name, cell in self.cells().items()}

    def worker_addresses(self) -> dict[str, str]:
        """Each cell's address for the worker."""
        return {name: cell.database_worker_url or cell.database_url for name, cell in self.cells().items()}

    def owner_addresses(self) -> dict[str, str]:
        """Each cell's address for its owner.

        Raises:
            SettingsError: one is missing.
        """
        for name, cell in self.cells().items():
            if not cell.database_owner_url:
                raise SettingsError(
                    variable_of(name, "database_owner_url"),
                    "must be set for what makes, moves and deletes tenants",
                )
        return {name: cell.database_owner_url for name, cell in self.cells().items()}

    def sso_trusted(self) -> frozenset[str]:
        """`host:port` of the identity providers inside our own network."""
        return frozenset(host.strip() for host in self.sso_trusted_hosts.split(",") if host.strip())

    def origin(self, label: str = "") -> str:
        """The public address of a tenant (`label` = its slug) or of the base domain, without a trailing slash."""
        return self.origin_of(f"{label}.{self.base_domain}" if label else self.base_domain)

    def origin_of(self, host: str) -> str:
        """The public address of any host name of ours, without a trailing slash."""
        default = {"http": 80, "https": 443}[self.public_scheme]
        return f"{self.public_scheme}://{host}" + ("" if self.port == default else f":{self.port}")


# Read by other parts of the project (tests, the embedded services), not by the running product.
_OTHER = MappingProxyType(
    {
        clock.OFFSET_VARIABLE: None,
        "HUIYIN_WATCH_PARENT": None,
        "HUIYIN_BROWSER": None,
        "HUIYIN_PG_BIN": None,
        "HUIYIN_PG_USER": None,
    }
)


def _require_network(name: str, value: str) -> None:
    try:
        ip_network(value)
    except ValueError as problem:
        raise SettingsError(name, str(problem)) from None


def _require_address(name: str, value: str) -> None:
    """Refuse what is no address of a database; one that is not given is fine."""
    try:
        url = make_url(value) if value else None
    except ArgumentError:
        raise SettingsError(name, "is no database address") from None
    if url is not None and (url.drivername != "postgresql+asyncpg" or not url.database):
        raise SettingsError(name, "must begin with postgresql+asyncpg:// and name a database")


def _parse(variable: str, raw: str, kind: Any) -> Any:
    if kind is int:
        if not raw.isascii() or not raw.isdigit():
            raise SettingsError(variable, f"{raw!r} is not a whole number")
        return int(raw)
    if kind is bool:
        if raw.lower() not in ("true", "false"):
            raise SettingsError(variable, f"{raw!r} is neither true nor false")
        return raw.lower() == "true"
    return Path(raw) if kind in (Path, Path | None) else raw
