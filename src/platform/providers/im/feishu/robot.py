"""飞书 group robots: signed in the body, seconds, HMAC of nothing with the text as key; 100 a minute."""

import base64
import hashlib
import hmac
from typing import Any, ClassVar

from .... import clock
from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import ChatMessage
from ..webhook import BLOCKED, GONE, UNSIGNED, Webhook

HOST = "https://open.feishu.cn"


class FeishuRobot(Webhook):
    """飞书."""

    host = HOST
    later: ClassVar[frozenset[int]] = frozenset({11232})
    reasons: ClassVar[dict[int, LazyText]] = {
        19001: GONE,
        19021: UNSIGNED,
        19022: BLOCKED,
        19024: BLOCKED,
        9499: _("飞书不接受消息的格式。"),
    }

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


def feishu_sign(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of nothing with "timestamp\\nsecret" as key, base64."""
    return base64.b64encode(hmac.digest(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256)).decode()
