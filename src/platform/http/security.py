"""Around the whole app: whose host is this, in which language, from where; and headers on every answer."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ..i18n import LOCALES, current_locale
from ..ids import new_id
from ..logging import get_logger
from ..tenant import Tenant, current_tenant

log = get_logger(__name__)
FindTenant = Callable[[str, bool], Awaitable[Tenant | None]]

_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; connect-src 'self'; style-src 'self'; script-src 'self'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class DeclaredPaths:
    """Beginnings of addresses, as features declare them: after a `secret` one something follows that logs must not hold, and
    below an `external` one other systems call, who prove themselves otherwise than by coming from a page of ours."""

    secret: tuple[str, ...] = ()
    external: tuple[str, ...] = ()


class Surroundings:
    """The outermost ASGI layer. It runs for 404s too, which an app's own middleware does not."""

    def __init__(
        self,
        app: ASGIApp,
        find_tenant: Callable[[], FindTenant],
        *,
        base_domain: str,
        https: bool,
        paths: DeclaredPaths,
    ) -> None:
        self.app = app
        self._find_tenant = find_tenant
        self._base_domain = base_domain
        self._paths = paths
        self._headers: tuple[tuple[bytes, bytes], ...] = _HEADERS
        if https:
            self._headers += ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        raw: dict[str, Any] = scope  # type: ignore[assignment]
        # No text in an address holds a NUL: the database takes none. Forms clean what is typed.
        raw["path"] = scope["path"].replace("\0", "")
        raw["query_string"] = scope["query_string"].replace(b"%00", b"")
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0]
        method = str(raw["method"])
        tenant = await self._find_tenant()(host, method not in _SAFE) if host else None
        raw["huiyin.tenant"] = tenant
        raw["huiyin.known_host"] = tenant is not None or name in (
            self._base_domain,
            "127.0.0.1",
        )
        raw["huiyin.same_origin"] = (
            method in _SAFE or scope["path"].startswith(self._paths.external) or _same_origin(headers, host)
        )
        raw["huiyin.request_id"] = request_id = new_id().hex
        tokens = (
            current_tenant.set(tenant),
            current_locale.set(_locale(headers, scope["query_string"])),
        )
        structlog.contextvars.bind_contextvars(request=request_id)
        began, status = time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {key.lower() for key, _value in message["headers"]}
                extra = [pair for pair in self._headers if pair[0] not in present]
                if b"cache-control" not in present:
                    extra.append((b"cache-control", b"no-store"))
                extra.append((b"x-request-id", request_id.encode()))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            spent = round((time.perf_counter() - began) * 1000, 1)
            log.info(
                "request",
                method=method,
                path=self._loggable(scope["path"]),
                status=status,
                ms=spent,
            )
            structlog.contextvars.clear_contextvars()
            current_tenant.reset(tokens[0])
            current_locale.reset(tokens[1])

    def _loggable(self, path: str) -> str:
        """A path without what opens something: link codes and hook tokens are secrets."""
        secret = next((start for start in self._paths.secret if path.startswith(start)), None)
        return path if secret is None else f"{secret}…"


def _same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether an unsafe request comes from a page of ours."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    source = headers.get("origin") or headers.get("referer")
    return source is not None and urlsplit(source).netloc == host


def _locale(headers: dict[str, str], query: bytes) -> str:
    if b"lang=" in query and (asked := parse_qs(query.decode("latin-1")).get("lang", [""])[0]) in LOCALES:
        return asked
    cookies = headers.get("cookie", "")
    if (
        "lang=" in cookies
        and (kept := SimpleCookie(cookies).get("lang")) is not None
        and kept.value in LOCALES
    ):
        return kept.value
    first = headers.get("accept-language", "").split(",")[0].lower()
    return "en" if first.startswith("en") else LOCALES[0]
