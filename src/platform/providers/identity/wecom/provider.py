"""企业微信 as a way to sign in."""

import time
from urllib.parse import urlencode

import httpx2

from ..port import Arrived, Connection, IdentityRefused
from ..suite import Suite, SuiteAddresses, call

ADDRESSES = SuiteAddresses(
    "https://login.work.weixin.qq.com", "https://qyapi.weixin.qq.com", "https://open.weixin.qq.com"
)
_TOKEN_MARGIN_SECONDS = 300


class WeCom(Suite):
    """企业微信, an application of the company's own. The application's token is shared and rate limited: it is kept."""

    def __init__(self, addresses: SuiteAddresses = ADDRESSES) -> None:
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
        found = await call(http, "GET", f"{self._at.api}/cgi-bin/auth/getuserinfo", params=asked)
        if not found.get("userid"):
            raise IdentityRefused("not a member of the company")
        return Arrived(subject=f"{connection.client_id}/{found['userid']}")

    async def _token(self, http: httpx2.AsyncClient, connection: Connection) -> str:
        key = (connection.client_id, connection.secret)
        token, until = self._tokens.get(key, ("", 0.0))
        if until < time.monotonic():
            asked = {"corpid": connection.client_id, "corpsecret": connection.secret}
            given = await call(http, "GET", f"{self._at.api}/cgi-bin/gettoken", params=asked)
            token = str(given["access_token"])
            lasts = float(given["expires_in"]) - _TOKEN_MARGIN_SECONDS
            self._tokens[key] = (token, time.monotonic() + lasts)
        return token
