"""企业微信, 钉钉 and 飞书: log-ins that look like OAuth 2.0 and differ from it, each in its own way.

None has an ID token, discovery or a nonce; the state alone ties the answer to the browser, so it is one use only.
Written after each platform's documentation of its log-in ("企业微信 Web 登录", "钉钉 登录第三方网站", "飞书 网页应用登录").
"""

import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import httpx2

from ...auth.tokens import same
from .guarded import SECONDS
from .port import Arrived, Begun, Connection, IdentityRefused, IdentityUnavailable

_TOKEN_MARGIN_SECONDS = 300


@dataclass(frozen=True, slots=True)
class SuiteAddresses:
    """Where a platform's log-in page and its interface are; `in_app`: the page for its own app's browser."""

    web: str
    api: str
    in_app: str = ""


ADDRESSES = {
    "wecom": SuiteAddresses(
        "https://login.work.weixin.qq.com", "https://qyapi.weixin.qq.com", "https://open.weixin.qq.com"
    ),
    "dingtalk": SuiteAddresses("https://login.dingtalk.com", "https://api.dingtalk.com"),
    "feishu": SuiteAddresses("https://accounts.feishu.cn", "https://open.feishu.cn"),
}


class _Suite(ABC):
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


async def _json(http: httpx2.AsyncClient, method: str, url: str, **more: Any) -> dict[str, Any]:
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


class WeCom(_Suite):
    """企业微信, an application of the company's own. The application's token is shared and rate limited: it is kept."""

    def __init__(self, addresses: SuiteAddresses = ADDRESSES["wecom"]) -> None:
        super().__init__(addresses)
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}

    def authorize(self, connection: Connection, redirect_uri: str, state: str, *, in_app: bool) -> str:
        """The page with the QR code; inside the app there is nothing to scan and another address."""
        if in_app:
            asked = {
                "appid": connection.client_id,
                "redirect_uri": redirect_uri,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
                "agentid": connection.agent_id,
            }
            return f"{self._at.in_app}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"
        asked = {
            "login_type": "CorpApp",
            "appid": connection.client_id,
            "agentid": connection.agent_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self._at.web}/wwlogin/sso/login?{urlencode(asked)}"

    async def person(
        self, http: httpx2.AsyncClient, connection: Connection, code: str, redirect_uri: str
    ) -> Arrived:
        """A member of the company; outsiders come back with an openid only and are refused."""
        asked = {"access_token": await self._token(http, connection), "code": code}
        found = await _json(http, "GET", f"{self._at.api}/cgi-bin/auth/getuserinfo", params=asked)
        if not found.get("userid"):
            raise IdentityRefused("not a member of the company")
        return Arrived(subject=f"{connection.client_id}/{found['userid']}")

    async def _token(self, http: httpx2.AsyncClient, connection: Connection) -> str:
        key = (connection.client_id, connection.secret)
        token, until = self._tokens.get(key, ("", 0.0))
        if until < time.monotonic():
            asked = {"corpid": connection.client_id, "corpsecret": connection.secret}
            given = await _json(http, "GET", f"{self._at.api}/cgi-bin/gettoken", params=asked)
            token = str(given["access_token"])
            lasts = float(given["expires_in"]) - _TOKEN_MARGIN_SECONDS
            self._tokens[key] = (token, time.monotonic() + lasts)
        return token


class DingTalk(_Suite):
    """钉钉. The code comes back as `authCode`, the token goes in a header of its own."""

    code_name = "authCode"

    def __init__(self, addresses: SuiteAddresses = ADDRESSES["dingtalk"]) -> None:
        super().__init__(addresses)

    def authorize(self, connection: Connection, redirect_uri: str, state: str, *, in_app: bool) -> str:
        """The log-in page; `corpid` in the scope makes the answer say which company was chosen."""
        asked = {
            "response_type": "code",
            "client_id": connection.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid corpid",
            "state": state,
            "prompt": "consent",
        }
        return f"{self._at.web}/oauth2/auth?{urlencode(asked)}"

    async def person(
        self, http: httpx2.AsyncClient, connection: Connection, code: str, redirect_uri: str
    ) -> Arrived:
        """A member of the company that this connection is for."""
        asked = {
            "clientId": connection.client_id,
            "clientSecret": connection.secret,
            "code": code,
            "grantType": "authorization_code",
        }
        token = await _json(http, "POST", f"{self._at.api}/v1.0/oauth2/userAccessToken", json=asked)
        _same_company(token.get("corpId"), connection)
        header = {"x-acs-dingtalk-access-token": str(token["accessToken"])}
        me = await _json(http, "GET", f"{self._at.api}/v1.0/contact/users/me", headers=header)
        return Arrived(str(me["unionId"]), str(me.get("nick") or ""), str(me.get("email") or ""))


class Feishu(_Suite):
    """飞书: standard names in the exchange, its own envelope around the person."""

    def __init__(self, addresses: SuiteAddresses = ADDRESSES["feishu"]) -> None:
        super().__init__(addresses)

    def authorize(self, connection: Connection, redirect_uri: str, state: str, *, in_app: bool) -> str:
        """The log-in page."""
        asked = {
            "client_id": connection.client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self._at.web}/open-apis/authen/v1/authorize?{urlencode(asked)}"

    async def person(
        self, http: httpx2.AsyncClient, connection: Connection, code: str, redirect_uri: str
    ) -> Arrived:
        """A member of the company that this connection is for."""
        asked = {
            "grant_type": "authorization_code",
            "client_id": connection.client_id,
            "client_secret": connection.secret,
            "code": code,
            "redirect_uri": redirect_uri,
        }
        token = await _json(http, "POST", f"{self._at.api}/open-apis/authen/v2/oauth/token", json=asked)
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        answer = await _json(http, "GET", f"{self._at.api}/open-apis/authen/v1/user_info", headers=bearer)
        me = answer["data"]
        _same_company(me.get("tenant_key"), connection)
        email = str(me.get("enterprise_email") or me.get("email") or "")
        # Only the company's own mail is given out by the company; the other is what the person typed.
        verified = bool(me.get("enterprise_email"))
        return replace(
            Arrived(str(me["union_id"]), str(me.get("name") or ""), email), email_verified=verified
        )


def _same_company(given: object, connection: Connection) -> None:
    if not connection.company or given != connection.company:
        raise IdentityRefused("another company")
