"""What is said when a request comes to nothing: the same words whichever layer finds out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..db.away import is_away, is_slow
from ..i18n import LazyText
from ..i18n import lazy as _
from ..logging import get_logger

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer in words; `again` is after how many seconds to ask again, 0 where that would not help."""

    status: int
    code: str
    text: LazyText
    again: int = 0

    def as_problem(self) -> Mapping[str, Any]:
        """As programs read it (RFC 9457)."""
        return problem(self.status, self.code, str(self.text))


BAD_REQUEST = Refusal(400, "http_400", _("请求无法识别。"))
NOT_FOUND = Refusal(404, "not_found", _("没有找到您要的内容。"))
AWAY = Refusal(503, "away", _("暂时连不上数据库，请过一会儿再试。"), 10)
BUSY = Refusal(503, "busy", _("系统繁忙，请稍后再试。"), 3)
CRASH = Refusal(500, "crash", _("系统出错了，我们已经记录。请稍后再试。"))


def problem(status: int, code: str, text: str) -> Mapping[str, Any]:
    """A refusal as programs read it (RFC 9457)."""
    return {"type": f"urn:huiyin:{code}", "title": text, "status": status}


def for_programs(accept: str, path: str) -> bool:
    """Whether a program asks, which reads problem+json and no page."""
    return "application/json" in accept or path.startswith("/api/")


def after(error: Exception, path: str) -> Refusal:
    """What is answered in the place of `error`, which is logged: a database that is away or busy passes, and is no mistake
    of ours; everything else is one, and nothing of it is shown."""
    if is_away(error):
        log.warning("the database is away", path=path, problem=repr(error))
        return AWAY
    if is_slow(error):
        log.warning("the database is busy", path=path, problem=repr(error))
        return BUSY
    log.error("crash", path=path, exc_info=error)
    return CRASH
