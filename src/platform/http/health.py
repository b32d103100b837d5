"""What those who watch over us ask: `/livez`, `/readyz`, and `/healthz`, which is the older name of the latter."""

from collections.abc import Awaitable, Callable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

LIVE = "/livez"
READY = ("/readyz", "/healthz")
_RETRY_SECONDS = 5


class Health:
    """The outermost ASGI layer: nothing that a page needs is needed for these answers, no tenant, no session, no host.

    `/livez` says whether this process answers: who gets no answer ends it. `/readyz` says whether it can serve pages: who
    gets 503 sends readers elsewhere, and ends nothing, for a database that is away does not come back by that.
    """

    def __init__(self, app: ASGIApp, ready: Callable[[], Awaitable[bool]]) -> None:
        self._app = app
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] not in (LIVE, *READY):
            await self._app(scope, receive, send)
        elif str(scope["method"]) not in ("GET", "HEAD"):
            await _say(scope, send, 405, "GET")
        elif scope["path"] == LIVE or await self._ready():
            await _say(scope, send, 200, "ok")
        else:
            await _say(scope, send, 503, "the database does not answer")


async def _say(scope: HTTPScope, send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", str(_RETRY_SECONDS).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    shown = b"" if str(scope["method"]) == "HEAD" else body
    await send({"type": "http.response.body", "body": shown, "more_body": False})
