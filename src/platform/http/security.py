"""Around the whole app: whose host is this, in which language, from where; and headers on every answer."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ..i18n import LOCALES, current_locale
from ..ids import new_id
from ..logging import get_logger
from ..tenancy.directory import host_name
from ..tenant import Tenant, current_tenant
from . import bare
from .addresses import split_address
from .reading import asked_as_get
from .refusals import BAD_REQUEST, NOT_FOUND

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
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
_LAST_PORT = 65_535
_LONGEST_PATH = 2_000


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
        raw["huiyin.request_id"] = request_id = new_id().hex
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        began, answer = time.perf_counter(), _Answer(send, self._headers, raw)
        tokens = (current_tenant.set(None), current_locale.set(_locale(headers, scope["query_string"])))
        structlog.contextvars.bind_contextvars(request=request_id)
        try:
            await self._answer(scope, raw, headers, receive, answer)
        finally:
            log.info(
                "request",
                method=raw["method"],
                path=self._loggable(scope["path"]),
                status=answer.status,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
            structlog.contextvars.clear_contextvars()
            current_tenant.reset(tokens[0])
            current_locale.reset(tokens[1])

    async def _answer(
        self, scope: Scope, raw: dict[str, Any], headers: dict[str, str], receive: Receive, answer: "_Answer"
    ) -> None:
        """Whose host it is, then the app; what goes wrong outside the app's own error handlers is answered here."""
        try:
            if len(raw["path"]) > _LONGEST_PATH:
                await bare.refuse(NOT_FOUND, headers, raw, answer)
                return
            if not _is_host(scope["headers"]):
                await bare.refuse(BAD_REQUEST, headers, raw, answer)
                return
            await self._recognise(raw, headers)
            await self.app(asked_as_get(scope), receive, answer)
        except Exception as problem:
            if answer.status:
                raise  # too late: half of another answer is out
            await bare.crash(problem, headers, raw, answer)

    async def _recognise(self, raw: dict[str, Any], headers: dict[str, str]) -> None:
        host, method = headers["host"], str(raw["method"])
        tenant = await self._find_tenant()(host, method not in _SAFE)
        current_tenant.set(tenant)
        raw["huiyin.tenant"] = tenant
        raw["huiyin.known_host"] = tenant is not None or host_name(host) in (self._base_domain, "127.0.0.1")
        raw["huiyin.same_origin"] = (
            method in _SAFE or raw["path"].startswith(self._paths.external) or _same_origin(headers, host)
        )

    def _loggable(self, path: str) -> str:
        """A path without what opens something: link codes and hook tokens are secrets."""
        secret = next((start for start in self._paths.secret if path.startswith(start)), None)
        return path if secret is None else f"{secret}…"


class _Answer:
    """`send`, which adds our headers and remembers the status, 0 before there is one. What answers HEAD has no body."""

    def __init__(
        self, send: Send, headers: tuple[tuple[bytes, bytes], ...], scope: Mapping[str, Any]
    ) -> None:
        self.status = 0
        self._send = send
        self._headers = headers
        self._request_id = str(scope["huiyin.request_id"])
        self._only_head = scope["method"] == "HEAD"

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            present = {key.lower() for key, _value in message["headers"]}
            extra = [pair for pair in self._headers if pair[0] not in present]
            if b"cache-control" not in present:
                extra.append((b"cache-control", b"no-store"))
            extra.append((b"x-request-id", self._request_id.encode()))
            message["headers"] = [*message["headers"], *extra]
        elif message["type"] == "http.response.body" and self._only_head:
            message["body"] = b""
        await self._send(message)


def _is_host(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether exactly one host is named, by a name or an address and perhaps a port (RFC 9112, 3.2)."""
    named = [value for name, value in headers if name.lower() == b"host"]
    found = _HOST.fullmatch(named[0].decode("latin-1")) if len(named) == 1 else None
    return found is not None and int(found["port"] or 0) <= _LAST_PORT


def _same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether an unsafe request comes from a page of ours."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    source = headers.get("origin") or headers.get("referer")
    if source is None:
        return False
    return split_address(source).netloc.lower() == host.lower()


def _locale(headers: dict[str, str], query: bytes) -> str:
    if b"lang=" in query and (asked := parse_qs(query.decode("latin-1")).get("lang", [""])[0]) in LOCALES:
        return asked
    # By hand: a foreign cookie may be what no parser takes.
    for cookie in headers.get("cookie", "").split(";"):
        name, _equals, kept = cookie.strip().partition("=")
        if name == "lang" and kept in LOCALES:
            return kept
    first = headers.get("accept-language", "").split(",")[0].lower()
    return "en" if first.startswith("en") else LOCALES[0]
