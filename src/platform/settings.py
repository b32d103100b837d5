"""One frozen settings object, read once from the environment; nonsense is refused at start, naming the variable."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

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
    mail_from: str = "notice@huiyin.localhost"
    sms_endpoint: str = ""
    sms_key_id: str = ""
    sms_secret: str = ""
    sms_sign_name: str = SIGN_NAME
    sms_receipt_token: str = ""
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
    grace_days: int = 30
    web_workers: int = 1
    secure_cookies: bool = False
    log_level: str = "info"
    queue_heartbeat_seconds: int = 30

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read HUIYIN_* from `env`.

        Raises:
            SettingsError: a required variable is missing, a value is unreadable or a variable is unknown.
        """
        hints = get_type_hints(cls)
        known = {PREFIX + field.name.upper(): field for field in fields(cls)}
        unknown = sorted(name for name in env if name.startswith(PREFIX) and name not in known | _OTHER)
        if unknown:
            raise SettingsError(unknown[0], "no such setting")
        values: dict[str, Any] = {}
        for variable, field in known.items():
            if (raw := env.get(variable, "").strip()) != "":
                values[field.name] = _parse(variable, raw, hints[field.name])
        for name in ("database_url", "master_key_file"):
            if name not in values:
                raise SettingsError(PREFIX + name.upper(), "must be set")
        settings = cls(**values)
        settings._refuse_nonsense()
        return settings

    def _refuse_nonsense(self) -> None:
        if self.public_scheme not in ("http", "https"):
            raise SettingsError("HUIYIN_PUBLIC_SCHEME", "must be http or https")
        if not 0 < self.port < 65536:
            raise SettingsError("HUIYIN_PORT", "must be between 1 and 65535")
        if self.storage_dir is None and not self.s3_endpoint:
            raise SettingsError("HUIYIN_S3_ENDPOINT", "set it, or HUIYIN_STORAGE_DIR for a folder store")
        if self.public_scheme == "https" and not self.secure_cookies:
            raise SettingsError("HUIYIN_SECURE_COOKIES", "must be true when the public scheme is https")

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
        "HUIYIN_WATCH_PARENT": None,
        "HUIYIN_BROWSER": None,
        "HUIYIN_PG_BIN": None,
        "HUIYIN_PG_USER": None,
    }
)


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
