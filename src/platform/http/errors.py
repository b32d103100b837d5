"""Errors as answers: the page of the face the reader is on, or problem+json for programs."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from ..db.away import is_away, is_slow
from ..errors import DomainError
from ..i18n import gettext as _
from ..logging import get_logger
from ..requests import AnyRequest
from .pages import moved, page, redirect

log = get_logger(__name__)


def for_programs(accept: str, path: str) -> bool:
    """Whether a program asks, which reads problem+json (RFC 9457) and no page."""
    return "application/json" in accept or path.startswith("/api/")


def _answer(request: AnyRequest, status: int, code: str, text: str) -> Response[Any]:
    if for_programs(request.headers.get("accept", ""), request.url.path):
        problem = {"type": f"urn:huiyin:{code}", "title": text, "status": status}
        return Response(problem, status_code=status, media_type="application/problem+json")
    number = request.scope.get("huiyin.request_id", "")
    return page(
        request,
        "error.html",
        status_code=status,
        status=status,
        text=text,
        number=number,
    )


def _later(request: AnyRequest, code: str, text: str, *, seconds: int) -> Response[Any]:
    """503 in words; programs are told after how many seconds to ask again."""
    response = _answer(request, 503, code, text)
    response.headers["Retry-After"] = str(seconds)
    return response


def on_domain_error(request: AnyRequest, error: DomainError) -> Response[Any]:
    """Something the user did cannot be done."""
    response = _answer(request, error.status, error.code, str(error))
    if error.status == 503:  # it passes: programs are told when to ask again
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What the framework refuses, what comes first (a log-in), and what has moved."""
    where = (error.headers or {}).get("Location", "/")
    if error.status_code == 303:
        return redirect(request, where)
    if error.status_code == 308:
        return moved(where)
    if error.status_code >= 500:
        return on_crash(request, error)
    words = {
        400: _("请求无法识别。"),
        401: _("请先登录。"),
        403: _("您没有权限进行这个操作。"),
        404: _("没有找到您要的内容。"),
        405: _("没有找到您要的内容。"),
        413: _("上传的内容过大。"),
    }
    status = 404 if error.status_code == 405 else error.status_code
    # What has no address and what somebody may not see are told apart by nothing, this code included.
    code = "not_found" if status == 404 else f"http_{status}"
    return _answer(request, status, code, words.get(status, _("请求无法处理。")))


def on_crash(request: AnyRequest, error: Exception) -> Response[Any]:
    """A mistake of ours: logged with all it says, shown without. A database that is away or busy is none: it passes."""
    if is_away(error):
        log.warning("the database is away", path=request.url.path, problem=repr(error))
        return _later(request, "away", _("暂时连不上数据库，请过一会儿再试。"), seconds=10)
    if is_slow(error):
        log.warning("the database is busy", path=request.url.path, problem=repr(error))
        return _later(request, "busy", _("系统繁忙，请稍后再试。"), seconds=3)
    log.error("crash", path=request.url.path, exc_info=error)
    return _answer(request, 500, "crash", _("系统出错了，我们已经记录。请稍后再试。"))


def not_found(request: AnyRequest) -> Response[Any]:
    """What there is not."""
    return _answer(request, 404, "not_found", _("没有找到您要的内容。"))


HANDLERS: dict[Any, Any] = {
    DomainError: on_domain_error,
    HTTPException: on_http_error,
    Exception: on_crash,
}
