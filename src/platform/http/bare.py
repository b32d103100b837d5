"""Answers to what goes wrong where no error handler of the app's looks: before its routes, or in one of its handlers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar.types import Send

from ..db.away import is_away, is_slow
from ..i18n import LazyText
from ..i18n import lazy as _
from ..logging import get_logger
from .errors import for_programs
from .pages import environment

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer in words; `again` is after how many seconds to ask again, 0 where that would not help."""

    status: int
    code: str
    text: LazyText
    again: int = 0


BAD_REQUEST = Refusal(400, "http_400", _("请求无法识别。"))
NOT_FOUND = Refusal(404, "not_found", _("没有找到您要的内容。"))
AWAY = Refusal(503, "away", _("暂时连不上数据库，请过一会儿再试。"), 10)
BUSY = Refusal(503, "busy", _("系统繁忙，请稍后再试。"), 3)
CRASH = Refusal(500, "crash", _("系统出错了，我们已经记录。请稍后再试。"))


async def crash(problem: Exception, headers: Mapping[str, str], scope: Mapping[str, Any], send: Send) -> None:
    """Answer in the place of whatever raised `problem`: the database is away, or we have made a mistake."""
    if is_away(problem) or is_slow(problem):
        log.warning("the database is away or busy", path=scope["path"], problem=repr(problem))
        await refuse(AWAY if is_away(problem) else BUSY, headers, scope, send)
        return
    log.error("crash", path=scope["path"], exc_info=problem)
    await refuse(CRASH, headers, scope, send)


async def refuse(refusal: Refusal, headers: Mapping[str, str], scope: Mapping[str, Any], send: Send) -> None:
    """Say it as a page, or as problem+json to programs."""
    kind, body = _written(refusal, headers, scope)
    fields = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if refusal.again:
        fields.append((b"retry-after", str(refusal.again).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": fields})
    shown = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": shown, "more_body": False})


def _written(refusal: Refusal, headers: Mapping[str, str], scope: Mapping[str, Any]) -> tuple[bytes, bytes]:
    text = str(refusal.text)
    if for_programs(headers.get("accept", ""), scope["path"]):
        problem = {"type": f"urn:huiyin:{refusal.code}", "title": text, "status": refusal.status}
        return b"application/problem+json", json.dumps(problem, ensure_ascii=False).encode()
    page = environment().get_template("error.html")
    words = page.render(
        status=refusal.status,
        text=text,
        number=scope["huiyin.request_id"],
        flash="",
        path=scope["path"],
        here="/",
    )
    return b"text/html; charset=utf-8", words.encode()
