"""飞书 as a way to sign in."""

from dataclasses import replace
from urllib.parse import urlencode

import httpx2

from ..port import Arrived, Connection
from ..suite import Suite, SuiteAddresses, call, same_company

ADDRESSES = SuiteAddresses("https://accounts.feishu.cn", "https://open.feishu.cn")
_TOKEN_MARGIN_SECONDS = 300


class Feishu(Suite):
    """飞书: standard names in the exchange, its own envelope around the person."""

    def __init__(self, addresses: SuiteAddresses = ADDRESSES) -> None:
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
        token = await call(http, "POST", f"{self._at.api}/open-apis/authen/v2/oauth/token", json=asked)
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        answer = await call(http, "GET", f"{self._at.api}/open-apis/authen/v1/user_info", headers=bearer)
        me = answer["data"]
        same_company(me.get("tenant_key"), connection)
        email = str(me.get("enterprise_email") or me.get("email") or "")
        # Only the company's own mail is given out by the company; the other is what the person typed.
        verified = bool(me.get("enterprise_email"))
        return replace(
            Arrived(str(me["union_id"]), str(me.get("name") or ""), email), email_verified=verified
        )
