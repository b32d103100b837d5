"""HEAD is answered as GET is, and whether somebody reads what is answered."""

from typing import Any

from litestar.enums import ScopeType
from litestar.types import Scope

from ..requests import AnyRequest

_HEAD = "huiyin.head"
_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def asked_as_get(scope: Scope) -> Scope:
    """HEAD asks for what GET would be answered with, on every page there is (RFC 9110, 9.3.2); who sends leaves out the body."""
    if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
        return scope
    asked: Any = {**scope, "method": "GET", _HEAD: True}
    found: Scope = asked
    return found


def is_read(request: AnyRequest) -> bool:
    """Whether a person is about to see the page: a browser that only looks ahead says so, and HEAD shows nothing.

    https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Purpose; the older names are those of other browsers.
    """
    ahead = (request.headers.get(name, "").lower() for name in _AHEAD)
    return _HEAD not in request.scope and not any("pre" in value for value in ahead)
