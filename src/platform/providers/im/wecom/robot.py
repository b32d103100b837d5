"""企业微信 group robots: the key in the address is all there is; 20 messages a minute."""

from typing import ClassVar

from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import ChatMessage
from ..webhook import GONE, Webhook

HOST = "https://qyapi.weixin.qq.com"


class WeComRobot(Webhook):
    """企业微信."""

    host = HOST
    later: ClassVar[frozenset[int]] = frozenset({-1, 45009})
    reasons: ClassVar[dict[int, LazyText]] = {93000: GONE, 40058: _("企业微信不接受消息的格式。")}

    async def send(self, message: ChatMessage) -> None:
        """POST /cgi-bin/webhook/send."""
        text = f"**{message.title}**\n{message.text}\n[{message.link_text}]({message.link})"
        body = {"msgtype": "markdown", "markdown": {"content": text}}
        await self._post("/cgi-bin/webhook/send", {"key": self._token}, body)
