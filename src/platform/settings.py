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
    bank_transfer: str = "operator"
    """Who sends the small amounts that companies prove their accounts by: a folder of `providers/bank_transfer`."""
    message_hosts: str = ""
    """Where the gateways of tenants' own accounts are in development; empty: their real addresses."""
    person_check_provider: str = ""
    """Who checks candidates' names, numbers and phones with the carriers, and faces; empty: nobody does."""
    person_check_endpoint: str = ""
    person_check_key_id: str = ""
    person_check_secret: str = ""
    person_check_rule_id: str = ""
    """The provider's number of the way a face is checked; empty: faces are not."""
    s3_endpoint: str = ""
    s3_key_id: str = ""
    s3_secret: str = ""
    s3_bucket: str = "huiyin"
    s3_region: str = "us-east-1"
    s3_kms_key: str = ""
    """The key by which the store is to encrypt objects (SSE-KMS); empty: as the bucket does by itself."""
    storage_dir: Path | None = None
    sso_trusted_hosts: str = ""
    """`host:port` of identity providers inside our own network, separated by commas; all others must be public."""
    tsa_url: str = ""
    second_tsa_url: str = ""
    """A second authority of time stamps, with keys and a root of its own: it stamps the root of each day too. In production
    somebody else's; empty: one authority stamps alone, and proofs say so."""
    second_tsa_root_file: Path | None = None
    """The root certificate (PEM) of the second authority, without which its time stamps cannot be judged here."""
    ca_dir: Path | None = None
    """The folder of our certificates: the built-in authority's, or what another one has given us. Keys in it are encrypted."""
    certificates: str = "embedded"
    """Who gives out certificates: `embedded`, the built-in authority, or `est`, somebody's at `ca_url` (RFC 7030)."""
    ca_url: str = ""
    """The authority's address up to the operation, as https://ca.example.com/.well-known/est."""
    ca_tls_roots_file: Path | None = None
    """PEM of the roots that the authority's TLS certificate must lead to; empty: the machine's."""
    ca_client_file: Path | None = None
    """PEM with the certificate and the key by which the authority knows us; or `ca_user` and `ca_password`, or both."""
    ca_user: str = ""
    ca_password: str = ""
    ca_licence: str = ""
    """The number of the authority's 电子认证服务许可证. Without it every page and report says that it is for trial."""
    signing_keys: str = "file"
    """Where the keys of certificates lie: `file`, encrypted in `ca_dir`; `pkcs11`, in a token; `kms`, at a key management
    service with the protocol of AWS KMS."""
    signing_key_file: Path | None = None
    """The key (32 bytes) that encrypts those in files, for worker and steward alone; empty: the master key."""
    pkcs11_module: Path | None = None
    pkcs11_token: str = ""
    """The token's label."""
    pkcs11_pin_file: Path | None = None
    kms_endpoint: str = ""
    kms_region: str = ""
    kms_key_id: str = ""
    """With `kms_secret`, who asks; empty: as the machine's own environment says."""
    kms_secret: str = ""
    archive_check_mib: int = 20_480
    """How much of the archive is read each day, and compared with its hashes."""
    trust_roots: Path | None = None
    """PEM of the roots that signatures and time stamps must lead to; empty: that of the authority in `ca_dir`."""
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
        if self.second_tsa_url and self.second_tsa_root_file is None:
            raise SettingsError("HUIYIN_SECOND_TSA_ROOT_FILE", "must be set beside HUIYIN_SECOND_TSA_URL")
        self._refuse_nonsense_signing()
        if self.web_connections < 1:
            raise SettingsError("HUIYIN_WEB_CONNECTIONS", "must be at least 1")
        for proxy in filter(None, map(str.strip, self.trusted_proxies.split(","))):
            _require_network("HUIYIN_TRUSTED_PROXIES", proxy)
        self._refuse_nonsense_cells()

    def _refuse_nonsense_signing(self) -> None:
        _require_one_of("HUIYIN_CERTIFICATES", self.certificates, "embedded", "est")
        _require_one_of("HUIYIN_SIGNING_KEYS", self.signing_keys, "file", "pkcs11", "kms")
        if self.certificates == "embedded" and (self.ca_url or self.ca_licence):
            kind = "HUIYIN_CA_URL" if self.ca_url else "HUIYIN_CA_LICENCE"
            raise SettingsError(kind, "is another authority's: set HUIYIN_CERTIFICATES=est beside it")
        if self.certificates == "est":
            if not self.ca_url.startswith("https://"):
                raise SettingsError("HUIYIN_CA_URL", "must be set and begin with https://")
            if self.trust_roots is None:
                raise SettingsError(
                    "HUIYIN_TRUST_ROOTS", "must be set: the root of the authority at HUIYIN_CA_URL"
                )
        if bool(self.ca_user) != bool(self.ca_password):
            raise SettingsError("HUIYIN_CA_PASSWORD", "goes with HUIYIN_CA_USER: both or neither")
        if self.signing_keys == "pkcs11":
            for name in ("pkcs11_module", "pkcs11_token", "pkcs11_pin_file"):
                if not getattr(self, name):
                    raise SettingsError(PREFIX + name.upper(), "must be set for HUIYIN_SIGNING_KEYS=pkcs11")
        if self.signing_keys == "kms" and not self.kms_region:
            raise SettingsError("HUIYIN_KMS_REGION", "must be set for HUIYIN_SIGNING_KEYS=kms")
        if bool(self.kms_key_id) != bool(self.kms_secret):
            raise SettingsError("HUIYIN_KMS_SECRET", "goes with HUIYIN_KMS_KEY_ID: both or neither")

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

    @property
    def on_trial(self) -> bool:
        """Whether signatures are by certificates of an authority of which no licence is known: every page and report says so."""
        return not self.ca_licence

    def lists_at(self) -> str:
        """Where the revocation lists of the built-in authority are published, without a trailing slash."""
        return f"{self.origin()}/ca"

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


def _require_one_of(name: str, value: str, *known: str) -> None:
    if value not in known:
        raise SettingsError(name, f"must be {', '.join(known[:-1])} or {known[-1]}")


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
