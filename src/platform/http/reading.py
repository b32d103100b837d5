"""HEAD is answered as GET is, and whether somebody reads what is answered."""

from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ..requests import AnyRequest

_HEAD = "huiyin.head"
_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")


async def answer_head_too(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Have `app` answer; HEAD with what it would answer GET, without the body (RFC 9110, 9.3.2), on every page there is."""
    if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
        await app(scope, receive, send)
        return

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    asked: Any = {**scope, "method": "GET", _HEAD: True}
    await app(asked, receive, send_head)


def is_read(request: AnyRequest) -> bool:
    """Whether a person is about to see the page: a browser that only looks ahead says so, and HEAD shows nothing.

    https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Purpose; the older names are those of other browsers.
    """
    ahead = (request.headers.get(name, "").lower() for name in _AHEAD)
    return _HEAD not in request.scope and not any("pre" in value for value in ahead)
