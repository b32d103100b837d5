"""Log-ins of suites that look like OAuth 2.0 and differ from it, each in its own way.

None has an ID token, discovery or a nonce; the state alone ties the answer to the browser, so it is one use only.
Written after each platform's documentation of its log-in ("企业微信 Web 登录", "钉钉 登录第三方网站", "飞书 网页应用登录").
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from ...auth.tokens import same
from .guarded import SECONDS
from .port import Arrived, Begun, Connection, IdentityRefused, IdentityUnavailable


@dataclass(frozen=True, slots=True)
class SuiteAddresses:
    """Where a platform's log-in page and its interface are; `in_app`: the page for its own app's browser."""

    web: str
    api: str
    in_app: str = ""


class Suite(ABC):
    """What the three have in common: a state, a code, and JSON whose "no" comes in three dialects."""

    code_name = "code"

    def __init__(self, addresses: SuiteAddresses) -> None:
        self._at = addresses

    async def begin(self, connection: Connection, redirect_uri: str, *, in_app: bool = False) -> Begun:
        """Prepare a log-in; see the port. Nothing is called."""
        state = secrets.token_urlsafe(32)
        return Begun(self.authorize(connection, redirect_uri, state, in_app=in_app), state, {})

    async def finish(
        self, connection: Connection, begun: Begun, redirect_uri: str, answer: Mapping[str, str]
    ) -> Arrived:
        """Exchange the code for who it is; see the port."""
        if not same(begun.state.encode(), answer.get("state", "").encode()):
            raise IdentityRefused("state")
        code = answer.get(self.code_name, "")
        if not code:
            raise IdentityRefused("the person said no")
        try:
            async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False) as http:
                return await self.person(http, connection, code, redirect_uri)
        except httpx2.HTTPError as problem:
            raise IdentityUnavailable(str(problem)) from problem
        except (KeyError, TypeError) as problem:
            raise IdentityUnavailable(f"an answer without {problem}") from problem

    @abstractmethod
    def authorize(self, connection: Connection, redirect_uri: str, state: str, *, in_app: bool) -> str:
        """The address of the platform's log-in page."""

    @abstractmethod
    async def person(
        self, http: httpx2.AsyncClient, connection: Connection, code: str, redirect_uri: str
    ) -> Arrived:
        """Who the code stands for."""


async def call(http: httpx2.AsyncClient, method: str, url: str, **more: Any) -> dict[str, Any]:
    """An answer without a complaint, whichever way it complains."""
    response = await http.request(method, url, **more)
    try:
        data = response.json()
    except ValueError as problem:
        raise IdentityUnavailable(f"{response.status_code}, not JSON") from problem
    if not isinstance(data, dict):
        raise IdentityUnavailable("not an object")
    # 企业微信 says {errcode} with 200, 飞书 {code} with 200 or {error}, 钉钉 {code} with 4xx.
    wrong = data.get("errcode") or (data.get("code") or None) or data.get("error")
    if wrong or response.status_code >= 400:
        raise IdentityRefused(f"provider: {wrong or response.status_code}")
    return data


def same_company(given: object, connection: Connection) -> None:
    """Refuse who comes from another company than the connection is for."""
    if not connection.company or given != connection.company:
        raise IdentityRefused("another company")
