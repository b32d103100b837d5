"""企业微信 应用消息."""

import html
from typing import ClassVar

from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import ChatMessage, ChatRefused
from ..suite import (
    COUNTRY,
    NO_MEMBER,
    NO_RIGHT,
    REMEMBERED_SECONDS,
    UNSEEN,
    WRONG_ADDRESS,
    WRONG_SECRET,
    Suite,
    marked,
)
from .robot import HOST


class WeComApp(Suite):
    """企业微信 自建应用."""

    host = HOST
    later: ClassVar[frozenset[int]] = frozenset({-1, 45009, 45033})
    stale: ClassVar[frozenset[int]] = frozenset({40014, 42001})
    unknown: ClassVar[frozenset[int]] = frozenset({46004, 60111})
    reasons: ClassVar[dict[int, LazyText]] = {
        81013: UNSEEN,
        82001: UNSEEN,
        60111: NO_MEMBER,
        40001: WRONG_SECRET,
        40013: WRONG_SECRET,
        40056: _("应用的 AgentId 不正确，请核对后重新填写。"),
        301002: _("应用的 AgentId 不正确，请核对后重新填写。"),
        48002: NO_RIGHT,
        60011: NO_RIGHT,
        60020: WRONG_ADDRESS,
    }

    async def find(self, *, subject: str, phone: str) -> str:
        """Its own user id; a log-in brought it together with the company's."""
        company, _slash, user = subject.partition("/")
        if user and company == self._app.client_id:
            return user
        if not phone:
            return ""
        found = await self._found("/cgi-bin/user/getuserid", {"mobile": phone.removeprefix(COUNTRY)})
        return str(found.get("userid", ""))

    async def send(self, to: str, message: ChatMessage, key: str) -> None:
        """POST /cgi-bin/message/send, a text card."""
        card = {
            "title": _cut(message.title, 128),
            "description": _cut(html.escape(message.text, quote=False), 512),  # it may hold tags
            "url": marked(message.link, key),
            "btntxt": message.link_text[:4],
        }
        body = {
            "touser": to,
            "msgtype": "textcard",
            "agentid": int(self._app.agent_id or 0),
            "textcard": card,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": REMEMBERED_SECONDS,
        }
        answer = await self._call("POST", "/cgi-bin/message/send", json=body)
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise ChatRefused("invaliduser", UNSEEN)

    async def _new_token(self) -> tuple[str, float]:
        asked = {"corpid": self._app.client_id, "corpsecret": self._app.secret}
        given = await self._ask("GET", "/cgi-bin/gettoken", params=asked)
        return str(given["access_token"]), float(given["expires_in"])


def _cut(text: str, most: int) -> str:
    """At most so many bytes, never half a character; 企业微信 would cut it anywhere."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"
