"""飞书 机器人单聊."""

import json
from typing import Any, ClassVar

from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import ChatMessage
from ..suite import COUNTRY, NO_RIGHT, UNSEEN, WRONG_SECRET, Suite, digest
from .robot import HOST


class FeishuApp(Suite):
    """飞书 企业自建应用 with its robot."""

    host = HOST
    later: ClassVar[frozenset[int]] = frozenset({99991400, 230020, 11232})
    stale: ClassVar[frozenset[int]] = frozenset({99991661, 99991663, 99991664, 99991668, 99991671})
    unknown: ClassVar[frozenset[int]] = frozenset()
    reasons: ClassVar[dict[int, LazyText]] = {
        230013: UNSEEN,
        230001: _("飞书不接受消息的格式。"),
        230006: _("应用还没有开启机器人能力，请在开发者后台开启后重新发布。"),
        230027: NO_RIGHT,
        99991672: NO_RIGHT,
        10003: WRONG_SECRET,
        10014: WRONG_SECRET,
    }

    async def find(self, *, subject: str, phone: str) -> str:
        """The union id, which a log-in brings as it is."""
        if subject or not phone:
            return subject
        path = "/open-apis/contact/v3/users/batch_get_id?user_id_type=union_id"
        found = await self._found(path, {"mobiles": [phone.removeprefix(COUNTRY)]})
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
            "uuid": digest(key),
        }
        await self._call("POST", "/open-apis/im/v1/messages?receive_id_type=union_id", json=body)

    async def _new_token(self) -> tuple[str, float]:
        asked = {"app_id": self._app.client_id, "app_secret": self._app.secret}
        given = await self._ask("POST", "/open-apis/auth/v3/tenant_access_token/internal", json=asked)
        return str(given["tenant_access_token"]), float(given["expire"])

    def _with(self, token: str) -> dict[str, Any]:
        return {"headers": {"Authorization": f"Bearer {token}"}}
