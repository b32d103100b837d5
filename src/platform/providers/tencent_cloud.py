"""Calling an action of Tencent Cloud (API 3.0), signed by hand with TC3-HMAC-SHA256: what its services have in common."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from .. import clock

_TYPE = "application/json; charset=utf-8"
_SIGNED = "content-type;host"


@dataclass(frozen=True, slots=True)
class TencentService:
    """One service: the name it is signed for, its version, and the region it is asked in, where it has regions."""

    name: str
    version: str
    region: str = ""

    @property
    def endpoint(self) -> str:
        """Where it is."""
        return f"https://{self.name}.tencentcloudapi.com"


class TencentRefused(Exception):
    """The service answers that it does not do it, by its `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TencentUnreached(Exception):
    """The request never left."""


class TencentSilent(Exception):
    """No answer came, or none that can be read: it may have been done."""


class TencentCloud:
    """One account at one service."""

    def __init__(
        self, service: TencentService, key_id: str, secret: str, *, endpoint: str, http: httpx.AsyncClient
    ) -> None:
        self._service = service
        self._key_id, self._secret = key_id, secret
        self._endpoint = (endpoint or service.endpoint).rstrip("/")
        self._http = http

    async def call(self, action: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """What it answers.

        Raises:
            TencentRefused: it says no.
            TencentUnreached: it was not asked.
            TencentSilent: it was asked, and nobody knows what came of it.
        """
        body = json.dumps(wanted, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            response = await self._http.post(
                self._endpoint + "/", content=body, headers=self._headers(action, body)
            )
            answer: dict[str, Any] = response.json()["Response"]
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
            raise TencentUnreached(str(problem)) from problem
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
            raise TencentSilent(repr(problem)) from problem
        if response.status_code >= 500:  # a proxy's 502 or 504 says nothing of what is behind it
            raise TencentSilent(str(response.status_code))
        if "Error" in answer:
            raise TencentRefused(str(answer["Error"]["Code"]))
        return answer

    def _headers(self, action: str, body: bytes) -> dict[str, str]:
        host, timestamp, name = (
            urlsplit(self._endpoint).netloc,
            int(clock.now().timestamp()),
            self._service.name,
        )
        signed = signature(self._secret, body, host=host, timestamp=timestamp, service=name)
        credential = f"{self._key_id}/{scope_of(timestamp, name)}"
        region = {"x-tc-region": self._service.region} if self._service.region else {}
        return region | {
            "host": host,
            "content-type": _TYPE,
            "x-tc-action": action,
            "x-tc-version": self._service.version,
            "x-tc-timestamp": str(timestamp),
            "authorization": f"TC3-HMAC-SHA256 Credential={credential}, SignedHeaders={_SIGNED}, Signature={signed}",
        }


def signature(secret: str, body: bytes, *, host: str, timestamp: int, service: str) -> str:
    """The TC3-HMAC-SHA256 signature of a POST of JSON to path `/`."""
    headers = f"content-type:{_TYPE}\nhost:{host}\n"
    canonical = "\n".join(("POST", "/", "", headers, _SIGNED, hashlib.sha256(body).hexdigest()))
    scope = scope_of(timestamp, service)
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def scope_of(timestamp: int, service: str) -> str:
    """What a credential of that moment is good for."""
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}/{service}/tc3_request"
