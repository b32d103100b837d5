"""Messages to single people (应用消息, 工作通知, 机器人单聊) as the tenant's own application in 企业微信, 钉钉 or 飞书.

Each asks for a token first, which serves for two hours and is kept; a suite that calls it expired or wrong before that
gets one new one. A repeat is known as one by 飞书 from a number of ours, by 企业微信 and 钉钉 from its content: there the
link carries a mark made from the key, so that the same message is the same content and another never is.
"""

import hashlib
import html
import json
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit, urlunsplit

import httpx

from ...i18n import LazyText
from ...i18n import lazy as _
from .port import ChatMessage, ChatRefused, ChatUnavailable, PersonalMessenger, SuiteApp
from .robots import HOSTS

SuiteKind = Literal["wecom", "dingtalk", "feishu"]
_MARGIN_SECONDS = 300
_REMEMBERED_SECONDS = 4 * 3600
_COUNTRY = "+86"
_UNSEEN = _("应用的可见范围不包含这位成员，请在管理后台扩大应用的可见范围。")
_WRONG_SECRET = _("应用的账号或密钥不正确，请核对后重新填写。")
_NO_RIGHT = _("应用没有所需的接口权限，请在管理后台开通后重新发布。")
_WRONG_ADDRESS = _("服务器的 IP 地址不在应用的可信名单中，请在管理后台添加。")
_NO_MEMBER = _("企业通讯录里没有这位成员。")


class _Suite(ABC):
    """A token that is kept, a call with it, and what the answer means.

    `reasons`: what a code means for good. `later`: codes that ask to try again. `stale`: codes of a token that serves
    no more. `unknown`: codes that say there is nobody like that.
    """

    kind: ClassVar[SuiteKind]
    reasons: ClassVar[dict[int, LazyText]]
    later: ClassVar[frozenset[int]]
    stale: ClassVar[frozenset[int]]
    unknown: ClassVar[frozenset[int]]

    def __init__(self, app: SuiteApp, *, http: httpx.AsyncClient, base: str = "") -> None:
        self._app = app
        self._http = http
        self._base = base or HOSTS[self.kind]
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
            raise ChatRefused(str(problem), _WRONG_SECRET) from problem

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


class WeComApp(_Suite):
    """企业微信 自建应用."""

    kind = "wecom"
    later: ClassVar[frozenset[int]] = frozenset({-1, 45009, 45033})
    stale: ClassVar[frozenset[int]] = frozenset({40014, 42001})
    unknown: ClassVar[frozenset[int]] = frozenset({46004, 60111})
    reasons: ClassVar[dict[int, LazyText]] = {
        81013: _UNSEEN,
        82001: _UNSEEN,
        60111: _NO_MEMBER,
        40001: _WRONG_SECRET,
        40013: _WRONG_SECRET,
        40056: _("应用的 AgentId 不正确，请核对后重新填写。"),
        301002: _("应用的 AgentId 不正确，请核对后重新填写。"),
        48002: _NO_RIGHT,
        60011: _NO_RIGHT,
        60020: _WRONG_ADDRESS,
    }

    async def find(self, *, subject: str, phone: str) -> str:
        """Its own user id; a log-in brought it together with the company's."""
        company, _slash, user = subject.partition("/")
        if user and company == self._app.client_id:
            return user
        if not phone:
            return ""
        found = await self._found("/cgi-bin/user/getuserid", {"mobile": phone.removeprefix(_COUNTRY)})
        return str(found.get("userid", ""))

    async def send(self, to: str, message: ChatMessage, key: str) -> None:
        """POST /cgi-bin/message/send, a text card."""
        card = {
            "title": _cut(message.title, 128),
            "description": _cut(html.escape(message.text, quote=False), 512),  # it may hold tags
            "url": _marked(message.link, key),
            "btntxt": message.link_text[:4],
        }
        body = {
            "touser": to,
            "msgtype": "textcard",
            "agentid": int(self._app.agent_id or 0),
            "textcard": card,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _REMEMBERED_SECONDS,
        }
        answer = await self._call("POST", "/cgi-bin/message/send", json=body)
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise ChatRefused("invaliduser", _UNSEEN)

    async def _new_token(self) -> tuple[str, float]:
        asked = {"corpid": self._app.client_id, "corpsecret": self._app.secret}
        given = await self._ask("GET", "/cgi-bin/gettoken", params=asked)
        return str(given["access_token"]), float(given["expires_in"])


class DingTalkApp(_Suite):
    """钉钉 企业内部应用. Code 88 hides the real one in `sub_code`."""

    kind = "dingtalk"
    later: ClassVar[frozenset[int]] = frozenset({-1, *range(90001, 90021)})
    stale: ClassVar[frozenset[int]] = frozenset({40014, 42001})
    unknown: ClassVar[frozenset[int]] = frozenset({60121})
    reasons: ClassVar[dict[int, LazyText]] = {
        33012: _NO_MEMBER,
        60121: _NO_MEMBER,
        50002: _UNSEEN,
        40089: _WRONG_SECRET,
        40096: _WRONG_SECRET,
        60011: _NO_RIGHT,
        60020: _WRONG_ADDRESS,
        41002: _("应用的 AgentId 不正确，请核对后重新填写。"),
    }

    async def find(self, *, subject: str, phone: str) -> str:
        """The user id in the company; a log-in brings the unionId, which is another."""
        found: dict[str, Any] = {}
        if subject:
            found = await self._found("/topapi/user/getbyunionid", {"unionid": subject})
        if not found and phone:
            found = await self._found("/topapi/v2/user/getbymobile", {"mobile": phone.removeprefix(_COUNTRY)})
        return str(found.get("result", {}).get("userid", ""))

    async def send(self, to: str, message: ChatMessage, key: str) -> None:
        """POST /topapi/message/corpconversation/asyncsend_v2, a card with one button."""
        card = {
            "title": message.title,
            "markdown": f"#### {message.title}\n\n" + message.text.replace("\n", "\n\n"),
            "single_title": message.link_text,
            "single_url": _marked(message.link, key),
        }
        body = {
            "agent_id": int(self._app.agent_id or 0),
            "userid_list": to,
            "msg": {"msgtype": "action_card", "action_card": card},
        }
        await self._call("POST", "/topapi/message/corpconversation/asyncsend_v2", json=body)

    async def _new_token(self) -> tuple[str, float]:
        asked = {"appkey": self._app.client_id, "appsecret": self._app.secret}
        given = await self._ask("GET", "/gettoken", params=asked)
        return str(given["access_token"]), float(given["expires_in"])

    def _code_of(self, answer: dict[str, Any], status: int) -> int:
        code = super()._code_of(answer, status)
        inner = str(answer.get("sub_code", ""))
        return int(inner) if code == 88 and inner.isdecimal() else code


class FeishuApp(_Suite):
    """飞书 企业自建应用 with its robot."""

    kind = "feishu"
    later: ClassVar[frozenset[int]] = frozenset({99991400, 230020, 11232})
    stale: ClassVar[frozenset[int]] = frozenset({99991661, 99991663, 99991664, 99991668, 99991671})
    unknown: ClassVar[frozenset[int]] = frozenset()
    reasons: ClassVar[dict[int, LazyText]] = {
        230013: _UNSEEN,
        230001: _("飞书不接受消息的格式。"),
        230006: _("应用还没有开启机器人能力，请在开发者后台开启后重新发布。"),
        230027: _NO_RIGHT,
        99991672: _NO_RIGHT,
        10003: _WRONG_SECRET,
        10014: _WRONG_SECRET,
    }

    async def find(self, *, subject: str, phone: str) -> str:
        """The union id, which a log-in brings as it is."""
        if subject or not phone:
            return subject
        path = "/open-apis/contact/v3/users/batch_get_id?user_id_type=union_id"
        found = await self._found(path, {"mobiles": [phone.removeprefix(_COUNTRY)]})
        people: list[dict[str, Any]] = found.get("data", {}).get("user_list", [])
        return next((str(one["user_id"]) for one in people if one.get("user_id")), "")

    async def send(self, to: str, message: ChatMessage, key: str) -> None:
        """POST /open-apis/im/v1/messages, a card with one button."""
        button = {
            "tag": "button",
            "type": "primary",
            "text": {"tag": "plain_text", "content": message.link_text},
            "url": message.link,
        }
        card = {
            "header": {"title": {"tag": "plain_text", "content": message.title}},
            "elements": [
                {"tag": "div", "text": {"tag": "plain_text", "content": message.text}},
                {"tag": "action", "actions": [button]},
            ],
        }
        body = {
            "receive_id": to,
            "msg_type": "interactive",
            "content": json.dumps(card, ensure_ascii=False),
            "uuid": _digest(key),
        }
        await self._call("POST", "/open-apis/im/v1/messages?receive_id_type=union_id", json=body)

    async def _new_token(self) -> tuple[str, float]:
        asked = {"app_id": self._app.client_id, "app_secret": self._app.secret}
        given = await self._ask("POST", "/open-apis/auth/v3/tenant_access_token/internal", json=asked)
        return str(given["tenant_access_token"]), float(given["expire"])

    def _with(self, token: str) -> dict[str, Any]:
        return {"headers": {"Authorization": f"Bearer {token}"}}


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _marked(link: str, key: str) -> str:
    """The link with a mark of its message, which the page behind it does not read."""
    parts = urlsplit(link)
    query = "&".join(filter(None, (parts.query, f"n={_digest(key)[:12]}")))
    return urlunsplit(parts._replace(query=query))


def _cut(text: str, most: int) -> str:
    """At most so many bytes, never half a character; 企业微信 would cut it anywhere."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"


def open_messenger(
    kind: SuiteKind, app: SuiteApp, *, http: httpx.AsyncClient, base: str = ""
) -> PersonalMessenger:
    """The messenger of one application; `base` instead of the platform's own host."""
    apps: dict[SuiteKind, type[WeComApp | DingTalkApp | FeishuApp]] = {
        "wecom": WeComApp,
        "dingtalk": DingTalkApp,
        "feishu": FeishuApp,
    }
    return apps[kind](app, http=http, base=base)
