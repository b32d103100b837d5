"""钉钉 as a way to sign in."""

from urllib.parse import urlencode

import httpx2

from ..port import Arrived, Connection
from ..suite import Suite, SuiteAddresses, call, same_company

ADDRESSES = SuiteAddresses("https://login.dingtalk.com", "https://api.dingtalk.com")
_TOKEN_MARGIN_SECONDS = 300


class DingTalk(Suite):
    """钉钉. The code comes back as `authCode`, the token goes in a header of its own."""

    code_name = "authCode"

    def __init__(self, addresses: SuiteAddresses = ADDRESSES) -> None:
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
        token = await call(http, "POST", f"{self._at.api}/v1.0/oauth2/userAccessToken", json=asked)
        same_company(token.get("corpId"), connection)
        header = {"x-acs-dingtalk-access-token": str(token["accessToken"])}
        me = await call(http, "GET", f"{self._at.api}/v1.0/contact/users/me", headers=header)
        return Arrived(str(me["unionId"]), str(me.get("nick") or ""), str(me.get("email") or ""))
