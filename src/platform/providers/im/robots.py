"""The group robots (自定义机器人) of 企业微信, 钉钉 and 飞书: one webhook each, alike and different.

企业微信: the key in the address is all there is; 20 messages a minute. 钉钉: signed in the address, milliseconds, HMAC of
the text with the secret as key; 20 a minute. 飞书: signed in the body, seconds, HMAC of nothing with the text as key;
100 a minute. All answer 200 and say in the body what is wrong.
"""

import base64
import hashlib
import hmac
from typing import Any, Literal

import httpx

from ... import clock
from ...i18n import LazyText
from ...i18n import lazy as _
from .port import ChatMessage, ChatRefused, ChatUnavailable, Robot

RobotKind = Literal["wecom", "dingtalk", "feishu"]
HOSTS: dict[RobotKind, str] = {
    "wecom": "https://qyapi.weixin.qq.com",
    "dingtalk": "https://oapi.dingtalk.com",
    "feishu": "https://open.feishu.cn",
}
_GONE = _("机器人不存在或已被移出群，请重新添加并填写新的地址。")
_UNSIGNED = _("加签密钥不正确，请核对机器人的安全设置。")
_BLOCKED = _("机器人的安全设置不允许（关键词或 IP 地址），请改用加签。")
_REASONS: dict[RobotKind, dict[int, LazyText]] = {
    "wecom": {93000: _GONE, 40058: _("企业微信不接受消息的格式。")},
    "dingtalk": {300001: _GONE, 300005: _GONE, 310000: _UNSIGNED, 40035: _("钉钉不接受消息的格式。")},
    "feishu": {
        19001: _GONE,
        19021: _UNSIGNED,
        19022: _BLOCKED,
        19024: _BLOCKED,
        9499: _("飞书不接受消息的格式。"),
    },
}
_LATER: dict[RobotKind, tuple[int, ...]] = {
    "wecom": (-1, 45009),
    "dingtalk": (-1, 130101),
    "feishu": (11232,),
}


class _Webhook:
    """One POST of JSON, and what its answer means."""

    kind: RobotKind

    def __init__(self, token: str, secret: str, *, http: httpx.AsyncClient, base: str = "") -> None:
        self._token = token
        self._secret = secret
        self._http = http
        self._base = base or HOSTS[self.kind]

    async def _post(self, path: str, params: dict[str, str], body: dict[str, Any]) -> None:
        try:
            response = await self._http.post(self._base + path, params=params, json=body)
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise ChatUnavailable(type(problem).__name__) from problem  # the address carries the token
        code = int(answer.get("errcode", answer.get("code", response.status_code)))
        if code == 0:
            return
        if response.status_code >= 500 or code in _LATER[self.kind]:
            raise ChatUnavailable(str(code))
        said = str(answer.get("errmsg", ""))
        reason = _BLOCKED if "keywords" in said or "whitelist" in said else _REASONS[self.kind].get(code)
        raise ChatRefused(str(code), reason or _("群机器人拒绝了消息（代码 {code}）。").format(code=code))


class WeComRobot(_Webhook):
    """企业微信."""

    kind = "wecom"

    async def send(self, message: ChatMessage) -> None:
        """POST /cgi-bin/webhook/send."""
        text = f"**{message.title}**\n{message.text}\n[{message.link_text}]({message.link})"
        body = {"msgtype": "markdown", "markdown": {"content": text}}
        await self._post("/cgi-bin/webhook/send", {"key": self._token}, body)


class DingTalkRobot(_Webhook):
    """钉钉."""

    kind = "dingtalk"

    async def send(self, message: ChatMessage) -> None:
        """POST /robot/send."""
        params = {"access_token": self._token}
        if self._secret:
            timestamp = str(int(clock.now().timestamp() * 1000))
            params |= {"timestamp": timestamp, "sign": dingtalk_sign(self._secret, timestamp)}
        text = f"#### {message.title}\n{message.text}\n\n[{message.link_text}]({message.link})"
        body = {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}}
        await self._post("/robot/send", params, body)


class FeishuRobot(_Webhook):
    """飞书."""

    kind = "feishu"

    async def send(self, message: ChatMessage) -> None:
        """POST /open-apis/bot/v2/hook/…."""
        lines = [
            [{"tag": "text", "text": message.text}],
            [{"tag": "a", "text": message.link_text, "href": message.link}],
        ]
        content = {"post": {"zh_cn": {"title": message.title, "content": lines}}}
        body: dict[str, Any] = {"msg_type": "post", "content": content}
        if self._secret:
            timestamp = str(int(clock.now().timestamp()))
            body |= {"timestamp": timestamp, "sign": feishu_sign(self._secret, timestamp)}
        await self._post(f"/open-apis/bot/v2/hook/{self._token}", {}, body)


def dingtalk_sign(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of "timestamp\\nsecret" with the secret as key, base64."""
    return base64.b64encode(
        hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    ).decode()


def feishu_sign(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of nothing with "timestamp\\nsecret" as key, base64."""
    return base64.b64encode(hmac.digest(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256)).decode()


def open_robot(kind: RobotKind, token: str, secret: str, *, http: httpx.AsyncClient, base: str = "") -> Robot:
    """The robot behind one webhook; `base` instead of the platform's own host."""
    robots: dict[RobotKind, type[WeComRobot | DingTalkRobot | FeishuRobot]] = {
        "wecom": WeComRobot,
        "dingtalk": DingTalkRobot,
        "feishu": FeishuRobot,
    }
    return robots[kind](token, secret, http=http, base=base)
