"""Small group robots of 企业微信, 钉钉 and 飞书 for development and tests: the documented protocol, on loopback.

One group on each platform, with the same token and secret; what was said there is kept and shown in the inbox.
"""

import hmac
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from litestar import Router, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from ... import clock
from ...requests import AnyRequest
from .dingtalk.robot import dingtalk_sign
from .feishu.robot import feishu_sign

_AN_HOUR = 3600
_NAMES = {"wecom": "企业微信群", "dingtalk": "钉钉群", "feishu": "飞书群"}


@dataclass(frozen=True, slots=True)
class Said:
    """One message in a group, or to one person."""

    id: str
    to: str
    text: str
    at: str


class FakeRobots:
    """Three groups; `busy` makes the next messages of a platform answer that there were too many."""

    def __init__(self, folder: Path, *, token: str, secret: str) -> None:
        self._folder = folder
        self._token = token
        self._secret = secret
        self._busy: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def said(self) -> list[Said]:
        """Everything said in the groups, in no order."""
        return [Said(**json.loads(file.read_text())) for file in self._folder.glob("*.json")]

    def router(self) -> Router:
        """The three platforms, each below its own path; POST /robots/busy takes the next platforms to be busy."""

        @post("/robots/busy", status_code=204)
        async def busy(data: JSONBody[list[str]]) -> None:
            self._busy += data

        return Router("/", route_handlers=[self._wecom(), self._dingtalk(), self._feishu(), busy])

    def _wecom(self) -> HTTPRouteHandler:
        @post("/wecom/cgi-bin/webhook/send", status_code=200)
        async def wecom(request: AnyRequest) -> dict[str, Any]:
            if request.query_params.get("key") != self._token:
                return {"errcode": 93000, "errmsg": "invalid webhook url"}
            if self._is_busy("wecom"):
                return {"errcode": 45009, "errmsg": "api freq out of limit"}
            body = await request.json()
            if body.get("msgtype") != "markdown":
                return {"errcode": 40058, "errmsg": "invalid Request Parameter"}
            self._keep("wecom", body["markdown"]["content"])
            return {"errcode": 0, "errmsg": "ok"}

        return wecom

    def _dingtalk(self) -> HTTPRouteHandler:
        @post("/dingtalk/robot/send", status_code=200)
        async def dingtalk(request: AnyRequest) -> dict[str, Any]:
            asked = request.query_params
            if asked.get("access_token") != self._token:
                return {"errcode": 300005, "errmsg": "token is not exist"}
            timestamp = asked.get("timestamp", "0")
            right = dingtalk_sign(self._secret, timestamp)
            if not (_recent(int(timestamp) / 1000) and hmac.compare_digest(right, asked.get("sign", ""))):
                return {"errcode": 310000, "errmsg": "sign not match"}
            if self._is_busy("dingtalk"):
                return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
            body = await request.json()
            if body.get("msgtype") != "markdown" or not body["markdown"].get("title"):
                return {"errcode": 40035, "errmsg": "缺少参数 title"}
            self._keep("dingtalk", body["markdown"]["text"])
            return {"errcode": 0, "errmsg": "ok"}

        return dingtalk

    def _feishu(self) -> HTTPRouteHandler:
        @post("/feishu/open-apis/bot/v2/hook/{token:str}", status_code=200)
        async def feishu(request: AnyRequest, token: FromPath[str]) -> dict[str, Any]:
            if token != self._token:
                return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
            body = await request.json()
            timestamp = str(body.get("timestamp", "0"))
            right = feishu_sign(self._secret, timestamp)
            if not (_recent(int(timestamp)) and hmac.compare_digest(right, str(body.get("sign", "")))):
                return {
                    "code": 19021,
                    "msg": "sign match fail or timestamp is not within one hour from current time",
                }
            if self._is_busy("feishu"):
                return {"code": 11232, "msg": "frequency limited psm"}
            if body.get("msg_type") != "post":
                return {"code": 9499, "msg": "Bad Request"}
            said = body["content"]["post"]["zh_cn"]
            lines = [" ".join(part.get("href") or part["text"] for part in line) for line in said["content"]]
            self._keep("feishu", "\n".join([said["title"], *lines]))
            return {"code": 0, "msg": "success"}

        return feishu

    def _is_busy(self, kind: str) -> bool:
        if kind not in self._busy:
            return False
        self._busy.remove(kind)
        return True

    def _keep(self, kind: str, text: str) -> None:
        plain = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"\1：\2", text).replace("**", "").removeprefix("#### ")
        keep(self._folder, Said(uuid4().hex, _NAMES[kind], plain, clock.now().isoformat()))


def keep(folder: Path, said: Said) -> None:
    """Put one message into a folder, whole or not at all."""
    half = folder / f"{said.id}.tmp"
    half.write_text(json.dumps(asdict(said), ensure_ascii=False))
    half.rename(half.with_suffix(".json"))


def _recent(timestamp: float) -> bool:
    return abs(clock.now().timestamp() - timestamp) < _AN_HOUR
