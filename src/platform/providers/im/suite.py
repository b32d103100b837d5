"""Messages to single people as the tenant's own application in its suite.

Each asks for a token first, which serves for two hours and is kept; a suite that calls it expired or wrong before that
gets one new one. A repeat is known as one by 飞书 from a number of ours, by 企业微信 and 钉钉 from its content: there the
link carries a mark made from the key, so that the same message is the same content and another never is.
"""

import hashlib
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import httpx

from ...i18n import LazyText
from ...i18n import lazy as _
from .port import ChatRefused, ChatUnavailable, SuiteApp

_MARGIN_SECONDS = 300
REMEMBERED_SECONDS = 4 * 3600
COUNTRY = "+86"
UNSEEN = _("应用的可见范围不包含这位成员，请在管理后台扩大应用的可见范围。")
WRONG_SECRET = _("应用的账号或密钥不正确，请核对后重新填写。")
NO_RIGHT = _("应用没有所需的接口权限，请在管理后台开通后重新发布。")
WRONG_ADDRESS = _("服务器的 IP 地址不在应用的可信名单中，请在管理后台添加。")
NO_MEMBER = _("企业通讯录里没有这位成员。")


class Suite(ABC):
    """A token that is kept, a call with it, and what the answer means.

    `reasons`: what a code means for good. `later`: codes that ask to try again. `stale`: codes of a token that serves
    no more. `unknown`: codes that say there is nobody like that.
    """

    host: ClassVar[str]
    reasons: ClassVar[dict[int, LazyText]]
    later: ClassVar[frozenset[int]]
    stale: ClassVar[frozenset[int]]
    unknown: ClassVar[frozenset[int]]

    def __init__(self, app: SuiteApp, *, http: httpx.AsyncClient, base: str = "") -> None:
        self._app = app
        self._http = http
        self._base = base or self.host
        self._token, self._until = "", 0.0

    @abstractmethod
    async def _new_token(self) -> tuple[str, float]:
        """A token, and for how many seconds it serves."""

    def _with(self, token: str) -> dict[str, Any]:
        """How a request carries the token."""
        return {"params": {"access_token": token}}

    async def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """An answer without a complaint; a token that serves no more is replaced once."""
        try:
            return await self._ask(method, path, **self._with(await self._fresh_token()), **more)
        except _StaleToken:
            self._token = ""
        try:
            return await self._ask(method, path, **self._with(await self._fresh_token()), **more)
        except _StaleToken as problem:
            raise ChatRefused(str(problem), WRONG_SECRET) from problem

    async def _fresh_token(self) -> str:
        if not self._token or self._until <= time.monotonic():
            try:
                self._token, lasts = await self._new_token()
            except (KeyError, TypeError, ValueError) as problem:
                raise ChatUnavailable(f"an answer without {problem}") from problem
            self._until = time.monotonic() + lasts - _MARGIN_SECONDS
        return self._token

    async def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            response = await self._http.request(method, self._base + path, **more)
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            # The address may carry a secret: its name is all that is told.
            raise ChatUnavailable(type(problem).__name__) from problem
        code = self._code_of(answer, response.status_code)
        if code == 0:
            return answer
        if code in self.stale:
            raise _StaleToken(str(code))
        if code in self.later or response.status_code >= 500 or response.status_code == 429:
            raise ChatUnavailable(str(code))
        reason = self.reasons.get(code) or _("平台拒绝了消息（代码 {code}）。").format(code=code)
        raise ChatRefused(str(code), reason)

    def _code_of(self, answer: dict[str, Any], status: int) -> int:
        code = answer.get("errcode", answer.get("code"))
        return int(code) if code is not None else status

    async def _found(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question about a person; nothing where there is nobody like that."""
        try:
            return await self._call("POST", path, json=body)
        except ChatRefused as refused:
            if int(refused.code) in self.unknown:
                return {}
            raise


class _StaleToken(Exception):
    """The token serves no more."""


def digest(key: str) -> str:
    """A short mark made from a message's key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def marked(link: str, key: str) -> str:
    """The link with a mark of its message, which the page behind it does not read."""
    parts = urlsplit(link)
    query = "&".join(filter(None, (parts.query, f"n={digest(key)[:12]}")))
    return urlunsplit(parts._replace(query=query))
