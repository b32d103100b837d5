"""A group robot (自定义机器人): one webhook, an answer of 200 that says in the body what is wrong."""

from typing import Any, ClassVar

import httpx

from ...i18n import LazyText
from ...i18n import lazy as _
from .port import ChatRefused, ChatUnavailable

GONE = _("机器人不存在或已被移出群，请重新添加并填写新的地址。")
UNSIGNED = _("加签密钥不正确，请核对机器人的安全设置。")
BLOCKED = _("机器人的安全设置不允许（关键词或 IP 地址），请改用加签。")


class Webhook:
    """One POST of JSON, and what its answer means. `reasons`: codes for good. `later`: codes that ask to try again."""

    host: ClassVar[str]
    reasons: ClassVar[dict[int, LazyText]]
    later: ClassVar[frozenset[int]]

    def __init__(self, token: str, secret: str, *, http: httpx.AsyncClient, base: str = "") -> None:
        self._token = token
        self._secret = secret
        self._http = http
        self._base = base or self.host

    async def _post(self, path: str, params: dict[str, str], body: dict[str, Any]) -> None:
        try:
            response = await self._http.post(self._base + path, params=params, json=body)
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise ChatUnavailable(type(problem).__name__) from problem  # the address carries the token
        code = int(answer.get("errcode", answer.get("code", response.status_code)))
        if code == 0:
            return
        if response.status_code >= 500 or code in self.later:
            raise ChatUnavailable(str(code))
        said = str(answer.get("errmsg", ""))
        reason = BLOCKED if "keywords" in said or "whitelist" in said else self.reasons.get(code)
        raise ChatRefused(str(code), reason or _("群机器人拒绝了消息（代码 {code}）。").format(code=code))
