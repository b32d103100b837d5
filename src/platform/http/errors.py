"""Errors as answers: the page of the face the reader is on, or problem+json for programs."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from ..errors import DomainError
from ..i18n import gettext as _
from ..requests import AnyRequest
from .pages import moved, page, redirect
from .refusals import NOT_FOUND, after, for_programs, problem


def _answer(request: AnyRequest, status: int, code: str, text: str) -> Response[Any]:
    if for_programs(request.headers.get("accept", ""), request.url.path):
        return Response(
            problem(status, code, text), status_code=status, media_type="application/problem+json"
        )
    number = request.scope.get("huiyin.request_id", "")
    return page(
        request,
        "error.html",
        status_code=status,
        status=status,
        text=text,
        number=number,
    )


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
    refusal = after(error, request.url.path)
    response = _answer(request, refusal.status, refusal.code, str(refusal.text))
    if refusal.again:
        response.headers["Retry-After"] = str(refusal.again)
    return response


def not_found(request: AnyRequest) -> Response[Any]:
    """What there is not."""
    return _answer(request, NOT_FOUND.status, NOT_FOUND.code, str(NOT_FOUND.text))


HANDLERS: dict[Any, Any] = {
    DomainError: on_domain_error,
    HTTPException: on_http_error,
    Exception: on_crash,
}
