"""钉钉 工作通知."""

from typing import Any, ClassVar

from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import ChatMessage
from ..suite import COUNTRY, NO_MEMBER, NO_RIGHT, UNSEEN, WRONG_ADDRESS, WRONG_SECRET, Suite, marked
from .robot import HOST


class DingTalkApp(Suite):
    """钉钉 企业内部应用. Code 88 hides the real one in `sub_code`."""

    host = HOST
    later: ClassVar[frozenset[int]] = frozenset({-1, *range(90001, 90021)})
    stale: ClassVar[frozenset[int]] = frozenset({40014, 42001})
    unknown: ClassVar[frozenset[int]] = frozenset({60121})
    reasons: ClassVar[dict[int, LazyText]] = {
        33012: NO_MEMBER,
        60121: NO_MEMBER,
        50002: UNSEEN,
        40089: WRONG_SECRET,
        40096: WRONG_SECRET,
        60011: NO_RIGHT,
        60020: WRONG_ADDRESS,
        41002: _("应用的 AgentId 不正确，请核对后重新填写。"),
    }

    async def find(self, *, subject: str, phone: str) -> str:
        """The user id in the company; a log-in brings the unionId, which is another."""
        found: dict[str, Any] = {}
        if subject:
            found = await self._found("/topapi/user/getbyunionid", {"unionid": subject})
        if not found and phone:
            found = await self._found("/topapi/v2/user/getbymobile", {"mobile": phone.removeprefix(COUNTRY)})
        return str(found.get("result", {}).get("userid", ""))

    async def send(self, to: str, message: ChatMessage, key: str) -> None:
        """POST /topapi/message/corpconversation/asyncsend_v2, a card with one button."""
        card = {
            "title": message.title,
            "markdown": f"#### {message.title}\n\n" + message.text.replace("\n", "\n\n"),
            "single_title": message.link_text,
            "single_url": marked(message.link, key),
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
