"""A small 企业微信, 钉钉 and 飞书 for development and tests: the documented protocol of the log-ins, on loopback.

Each log-in page sends the browser straight back with a code for the person it was told to be; codes are used once.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from litestar import Response, Router, get, post
from litestar.handlers import HTTPRouteHandler

from ...requests import AnyRequest


class FakeSuites:
    """One company on all three platforms. `person` is who the next log-in is; `denies` makes them say no."""

    def __init__(self, *, client_id: str, secret: str, company: str, agent_id: str) -> None:
        self._client_id = client_id
        self._secret = secret
        self._agent_id = agent_id
        self.company = company
        self.person: dict[str, str] = {}
        self.denies = False
        self.app_tokens = 0
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, dict[str, str]] = {}

    def router(self) -> Router:
        """The pages and interfaces of the three, each below its own path."""
        return Router("/", route_handlers=[*self._wecom(), *self._dingtalk(), *self._feishu()])

    def _wecom(self) -> list[HTTPRouteHandler]:
        @get("/wecom/wwlogin/sso/login")
        async def wecom_page(request: AnyRequest) -> Response[str]:
            asked = request.query_params
            right = asked.get("login_type") == "CorpApp" and asked.get("agentid") == self._agent_id
            return self._back(request, "code", right and asked.get("appid") == self._client_id)

        @get("/wecom/connect/oauth2/authorize")
        async def wecom_in_app(request: AnyRequest) -> Response[str]:
            asked = request.query_params
            right = asked.get("response_type") == "code" and asked.get("scope") == "snsapi_base"
            return self._back(request, "code", right and asked.get("appid") == self._client_id)

        @get("/wecom/cgi-bin/gettoken")
        async def wecom_token(request: AnyRequest) -> dict[str, Any]:
            asked = request.query_params
            if (asked.get("corpid"), asked.get("corpsecret")) != (self._client_id, self._secret):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            self.app_tokens += 1
            token = secrets.token_urlsafe(16)
            self._tokens[token] = {}
            return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}

        @get("/wecom/cgi-bin/auth/getuserinfo")
        async def wecom_user(request: AnyRequest) -> dict[str, Any]:
            asked = request.query_params
            if asked.get("access_token") not in self._tokens:
                return {"errcode": 40014, "errmsg": "invalid access_token"}
            person = self._codes.pop(asked.get("code", ""), None)
            if person is None:
                return {"errcode": 40029, "errmsg": "invalid code"}
            if "userid" not in person:
                return {"errcode": 0, "errmsg": "ok", "openid": "outsider"}
            return {"errcode": 0, "errmsg": "ok", "userid": person["userid"]}

        return [wecom_page, wecom_in_app, wecom_token, wecom_user]

    def _dingtalk(self) -> list[HTTPRouteHandler]:
        @get("/dingtalk/oauth2/auth")
        async def dingtalk_page(request: AnyRequest) -> Response[str]:
            asked = request.query_params
            right = asked.get("response_type") == "code" and "openid" in asked.get("scope", "")
            return self._back(request, "authCode", right and asked.get("client_id") == self._client_id)

        @post("/dingtalk/v1.0/oauth2/userAccessToken", status_code=200)
        async def dingtalk_token(request: AnyRequest) -> Response[dict[str, Any]]:
            asked = await request.json()
            person = self._codes.pop(asked.get("code", ""), None)
            known = (asked.get("clientId"), asked.get("clientSecret")) == (self._client_id, self._secret)
            if not known or person is None or asked.get("grantType") != "authorization_code":
                return Response(
                    {"code": "invalidParameter.authCode", "message": "不合法的临时授权码"}, status_code=400
                )
            token = self._token(person)
            return Response({"accessToken": token, "expireIn": 7200, "corpId": person["company"]})

        @get("/dingtalk/v1.0/contact/users/me")
        async def dingtalk_user(request: AnyRequest) -> Response[dict[str, Any]]:
            person = self._tokens.get(request.headers.get("x-acs-dingtalk-access-token", ""))
            if person is None:
                return Response(
                    {"code": "InvalidAuthentication", "message": "不合法的access_token"}, status_code=400
                )
            return Response(
                {"unionId": person["unionid"], "nick": person["name"], "email": person.get("email")}
            )

        return [dingtalk_page, dingtalk_token, dingtalk_user]

    def _feishu(self) -> list[HTTPRouteHandler]:
        @get("/feishu/open-apis/authen/v1/authorize")
        async def feishu_page(request: AnyRequest) -> Response[str]:
            asked = request.query_params
            right = asked.get("response_type") == "code" and asked.get("client_id") == self._client_id
            return self._back(request, "code", right)

        @post("/feishu/open-apis/authen/v2/oauth/token", status_code=200)
        async def feishu_token(request: AnyRequest) -> dict[str, Any]:
            asked = await request.json()
            person = self._codes.pop(asked.get("code", ""), None)
            known = (asked.get("client_id"), asked.get("client_secret")) == (self._client_id, self._secret)
            if not known or person is None or person["redirect_uri"] != asked.get("redirect_uri"):
                return {"code": 20003, "error": "invalid_grant", "error_description": "code is invalid"}
            return {
                "code": 0,
                "access_token": self._token(person),
                "expires_in": 7200,
                "token_type": "Bearer",
            }

        @get("/feishu/open-apis/authen/v1/user_info")
        async def feishu_user(request: AnyRequest) -> dict[str, Any]:
            person = self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
            if person is None:
                return {"code": 20005, "msg": "invalid access token"}
            data = {"union_id": person["unionid"], "tenant_key": person["company"], "name": person["name"]}
            return {"code": 0, "msg": "success", "data": data | {"enterprise_email": person.get("email", "")}}

        return [feishu_page, feishu_token, feishu_user]

    def _back(self, request: AnyRequest, code_name: str, right: bool) -> Response[str]:
        if not right:
            return Response("参数错误", status_code=400)
        asked = request.query_params
        back = {"state": asked.get("state", "")}
        if not self.denies:
            code = secrets.token_urlsafe(16)
            redirect_uri = asked.get("redirect_uri", "")
            self._codes[code] = {"company": self.company, "redirect_uri": redirect_uri} | self.person
            back[code_name] = code
        target = f"{asked.get('redirect_uri', '')}?{urlencode(back)}"
        return Response("", status_code=302, headers={"Location": target})

    def _token(self, person: dict[str, str]) -> str:
        token = secrets.token_urlsafe(16)
        self._tokens[token] = person
        return token
