"""钉钉 group robots: signed in the address, milliseconds, HMAC of the text with the secret as key; 20 a minute."""

import base64
import hashlib
import hmac
from typing import ClassVar

from .... import clock
from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import ChatMessage
from ..webhook import GONE, UNSIGNED, Webhook

HOST = "https://oapi.dingtalk.com"


class DingTalkRobot(Webhook):
    """钉钉."""

    host = HOST
    later: ClassVar[frozenset[int]] = frozenset({-1, 130101})
    reasons: ClassVar[dict[int, LazyText]] = {
        300001: GONE,
        300005: GONE,
        310000: UNSIGNED,
        40035: _("钉钉不接受消息的格式。"),
    }

    async def send(self, message: ChatMessage) -> None:
        """POST /robot/send."""
        params = {"access_token": self._token}
        if self._secret:
            timestamp = str(int(clock.now().timestamp() * 1000))
            params |= {"timestamp": timestamp, "sign": dingtalk_sign(self._secret, timestamp)}
        text = f"#### {message.title}\n{message.text}\n\n[{message.link_text}]({message.link})"
        body = {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}}
        await self._post("/robot/send", params, body)


def dingtalk_sign(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of "timestamp\\nsecret" with the secret as key, base64."""
    return base64.b64encode(
        hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    ).decode()
