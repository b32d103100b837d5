"""Small 企业微信, 钉钉 and 飞书 for development and tests: the documented protocol of messages to one person, on loopback.

One company on all three. Whoever has a mobile number works there, with an id made from it, unless the number is among
the `strangers`; whom the application may not write to is `unseen`. What was said is kept and shown in the inbox.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.exceptions import InternalServerException
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from ... import clock
from ...requests import AnyRequest
from .fake_robots import Said, keep

Answer = dict[str, Any]
_NAMES = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
_OK = {"errcode": 0, "errmsg": "ok"}


class Faults(msgspec.Struct, frozen=True):
    """What goes wrong from now on: `busy` platforms refuse the next message each, `expired` ones forget their tokens,
    `broken` ones answer nothing but 500, `lost` ones take the next message and then fail."""

    busy: list[str] = []
    expired: list[str] = []
    broken: list[str] = []
    lost: list[str] = []
    strangers: list[str] = []
    unseen: list[str] = []


@dataclass(slots=True)
class _Platform:
    """One platform: its valid tokens, what it said already (by what it knows a repeat from), how often it gave a token."""

    tokens: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    given: int = 0


class FakePersonal:
    """The three platforms, with one application each: the same id, secret and agent."""

    def __init__(self, folder: Path, *, client_id: str, secret: str, agent_id: str) -> None:
        self._folder = folder
        self._client_id, self._secret, self._agent_id = client_id, secret, agent_id
        self._platforms = {name: _Platform() for name in _NAMES}
        self._busy: list[str] = []
        self._lost: list[str] = []
        self._broken: set[str] = set()
        self._strangers: set[str] = set()
        self._unseen: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def said(self) -> list[Said]:
        """Everything said to anybody, in no order."""
        return [Said(**json.loads(file.read_text())) for file in self._folder.glob("*.json")]

    def tokens_given(self, platform: str) -> int:
        """How often a platform was asked for a token."""
        return self._platforms[platform].given

    def router(self) -> Router:
        """The platforms, each below its own path; POST /personal/faults makes them fail."""

        @post("/personal/faults", status_code=204)
        async def faults(data: JSONBody[Faults]) -> None:
            self._busy += data.busy
            self._lost += data.lost
            self._broken = set(data.broken)
            for name in data.expired:
                self._platforms[name].tokens.clear()
            self._strangers, self._unseen = set(data.strangers), set(data.unseen)

        async def fail_if_broken(request: AnyRequest) -> Response[str] | None:
            platform = request.url.path.split("/")[1]
            return Response("Internal Server Error", status_code=500) if platform in self._broken else None

        dingtalk = (*self._dingtalk(), *self._dingtalk_messages())
        platforms = [*self._wecom(), *dingtalk, *self._feishu()]
        guarded = Router("/", route_handlers=platforms, before_request=fail_if_broken)
        return Router("/", route_handlers=[guarded, faults])

    def _wecom(self) -> list[HTTPRouteHandler]:
        @get("/wecom/cgi-bin/gettoken")
        async def wecom_token(request: AnyRequest) -> Answer:
            asked = request.query_params
            if (asked.get("corpid"), asked.get("corpsecret")) != (self._client_id, self._secret):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            return _OK | {"access_token": self._token("wecom"), "expires_in": 7200}

        @post("/wecom/cgi-bin/user/getuserid", status_code=200)
        async def wecom_find(request: AnyRequest) -> Answer:
            if not self._knows("wecom", request.query_params.get("access_token")):
                return {"errcode": 42001, "errmsg": "access_token expired"}
            mobile = (await request.json())["mobile"]
            if mobile in self._strangers:
                return {"errcode": 46004, "errmsg": "user no exist"}
            return _OK | {"userid": f"m{mobile}"}

        @post("/wecom/cgi-bin/message/send", status_code=200)
        async def wecom_send(request: AnyRequest) -> Answer:
            if not self._knows("wecom", request.query_params.get("access_token")):
                return {"errcode": 42001, "errmsg": "access_token expired"}
            body = await request.json()
            if str(body.get("agentid")) != self._agent_id:
                return {"errcode": 40056, "errmsg": "invalid agentid"}
            if self._is_busy("wecom"):
                return {"errcode": 45009, "errmsg": "api freq out of limit"}
            if body["touser"].removeprefix("m") in self._unseen | self._strangers:
                return {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
            card = body["textcard"]
            content = json.dumps(body, sort_keys=True) if body.get("enable_duplicate_check") else ""
            lines = (card["title"], card["description"], f"{card['btntxt']}：{card['url']}")
            self._keep("wecom", body["touser"], "\n".join(lines), content)
            return _OK | {"msgid": secrets.token_hex(8)}

        return [wecom_token, wecom_find, wecom_send]

    def _dingtalk(self) -> list[HTTPRouteHandler]:
        @get("/dingtalk/gettoken")
        async def dingtalk_token(request: AnyRequest) -> Answer:
            asked = request.query_params
            if (asked.get("appkey"), asked.get("appsecret")) != (self._client_id, self._secret):
                return {"errcode": 40096, "errmsg": "不合法的appKey或appSecret"}
            return _OK | {"access_token": self._token("dingtalk"), "expires_in": 7200}

        @post("/dingtalk/topapi/user/getbyunionid", status_code=200)
        async def dingtalk_union(request: AnyRequest) -> Answer:
            if (refusal := self._dingtalk_refusal(request)) is not None:
                return refusal
            union = (await request.json())["unionid"]
            return _OK | {"result": {"contact_type": 0, "userid": f"u-{union}"}}

        @post("/dingtalk/topapi/v2/user/getbymobile", status_code=200)
        async def dingtalk_find(request: AnyRequest) -> Answer:
            if (refusal := self._dingtalk_refusal(request)) is not None:
                return refusal
            mobile = (await request.json())["mobile"]
            if mobile in self._strangers:
                return {"errcode": 60121, "errmsg": "找不到该用户"}
            return _OK | {"result": {"userid": f"m{mobile}"}}

        return [dingtalk_token, dingtalk_union, dingtalk_find]

    def _dingtalk_messages(self) -> list[HTTPRouteHandler]:
        @post("/dingtalk/topapi/message/corpconversation/asyncsend_v2", status_code=200)
        async def dingtalk_send(request: AnyRequest) -> Answer:
            if (refusal := self._dingtalk_refusal(request)) is not None:
                return refusal
            if self._is_busy("dingtalk"):
                return {"errcode": 88, "sub_code": "90018", "errmsg": "ding talk error[subcode=90018]"}
            body = await request.json()
            if str(body.get("agent_id")) != self._agent_id:
                return {"errcode": 41002, "errmsg": "缺少参数 agent_id"}
            if body["userid_list"].removeprefix("m") in self._unseen | self._strangers:
                return {"errcode": 33012, "errmsg": "无效的USERID"}
            card = body["msg"]["action_card"]
            text = card["markdown"].removeprefix("#### ").replace("\n\n", "\n")
            said = f"{text}\n{card['single_title']}：{card['single_url']}"
            self._keep("dingtalk", body["userid_list"], said, json.dumps(body, sort_keys=True))
            return _OK | {"task_id": secrets.randbelow(1 << 40)}

        return [dingtalk_send]

    def _dingtalk_refusal(self, request: AnyRequest) -> Answer | None:
        if self._knows("dingtalk", request.query_params.get("access_token")):
            return None
        return {"errcode": 88, "sub_code": "40014", "errmsg": "ding talk error[subcode=40014]"}

    def _feishu(self) -> list[HTTPRouteHandler]:
        stale = Response(
            {"code": 99991663, "msg": "Invalid access token for authorization."}, status_code=400
        )

        def known(request: AnyRequest) -> bool:
            return self._knows("feishu", request.headers.get("authorization", "").removeprefix("Bearer "))

        @post("/feishu/open-apis/auth/v3/tenant_access_token/internal", status_code=200)
        async def feishu_token(request: AnyRequest) -> Answer:
            asked = await request.json()
            if (asked.get("app_id"), asked.get("app_secret")) != (self._client_id, self._secret):
                return {"code": 10014, "msg": "app secret invalid"}
            return {"code": 0, "msg": "ok", "tenant_access_token": self._token("feishu"), "expire": 7200}

        @post("/feishu/open-apis/contact/v3/users/batch_get_id", status_code=200)
        async def feishu_find(request: AnyRequest) -> Response[Answer]:
            if not known(request):
                return stale
            asked = (await request.json())["mobiles"]
            people = [
                {"mobile": one} | ({} if one in self._strangers else {"user_id": f"m{one}"}) for one in asked
            ]
            return Response({"code": 0, "msg": "success", "data": {"user_list": people}})

        @post("/feishu/open-apis/im/v1/messages", status_code=200)
        async def feishu_send(request: AnyRequest) -> Response[Answer]:
            if not known(request):
                return stale
            if self._is_busy("feishu"):
                answer = {"code": 99991400, "msg": "request trigger frequency limit"}
                return Response(answer, status_code=400)
            body = await request.json()
            if request.query_params.get("receive_id_type") != "union_id" or len(body["uuid"]) > 50:
                return Response({"code": 230001, "msg": "invalid request parameter"}, status_code=400)
            if body["receive_id"].removeprefix("m") in self._unseen | self._strangers:
                answer = {"code": 230013, "msg": "Bot has NO availability to this user."}
                return Response(answer, status_code=400)
            card = json.loads(body["content"])
            text, button = card["elements"][0]["text"], card["elements"][1]["actions"][0]
            lines = (
                card["header"]["title"]["content"],
                text["content"],
                f"{button['text']['content']}：{button['url']}",
            )
            self._keep("feishu", body["receive_id"], "\n".join(lines), body["uuid"])
            return Response({"code": 0, "msg": "success", "data": {"message_id": secrets.token_hex(8)}})

        return [feishu_token, feishu_find, feishu_send]

    def _token(self, platform: str) -> str:
        mine = self._platforms[platform]
        mine.given += 1
        token = secrets.token_urlsafe(16)
        mine.tokens.add(token)
        return token

    def _knows(self, platform: str, token: str | None) -> bool:
        return token in self._platforms[platform].tokens

    def _is_busy(self, platform: str) -> bool:
        if platform not in self._busy:
            return False
        self._busy.remove(platform)
        return True

    def _keep(self, platform: str, to: str, text: str, mark: str) -> None:
        """Keep what was said, unless the platform knows it as said already: `mark` is what it knows that from."""
        known = self._platforms[platform].known
        digest = hashlib.sha256(mark.encode()).hexdigest()
        if mark and digest in known:
            return
        known.add(digest)
        keep(self._folder, Said(secrets.token_hex(16), f"{_NAMES[platform]} · {to}", text, _now()))
        if platform in self._lost:
            self._lost.remove(platform)
            raise InternalServerException


def _now() -> str:
    return clock.now().isoformat()
