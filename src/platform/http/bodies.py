"""What follows the headers: read whole, within a size and a time, before anything else is done for the request.

A connection to the database is never held while somebody's bytes are waited for: who sends slowly, or not at all, costs
a socket and no more. What is large waits on the disk, not in memory.
"""

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO, Any, ClassVar

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from ..errors import DomainError
from ..i18n import lazy as _

MOST_BYTES = 1_000_000
MOST_FIELDS = 2_000
MOST_UPLOAD = 12_000_000
_MOST = "most_body_bytes"
UPLOAD = {_MOST: MOST_UPLOAD}
"""`opt` of a handler whose form takes a file."""
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "TRACE")
_SECONDS = 10.0
_SLOWEST = 50_000
_IN_MEMORY = 100_000
_CHUNK = 64 * 1024


def upload_of(most: int) -> dict[str, int]:
    """`opt` of a handler whose form takes files of so many bytes together, and what is typed beside them."""
    return {_MOST: most + MOST_BYTES}


class BodyTooLargeError(DomainError):
    """More was sent than this address takes."""

    status: ClassVar[int] = 413
    code: ClassVar[str] = "too_large"
    text = _("上传的内容过大。请减小文件或分几次提交。")


class BodyTooSlowError(DomainError):
    """What was announced did not arrive in time."""

    status: ClassVar[int] = 408
    code: ClassVar[str] = "too_slow"
    text = _("内容没有在规定时间内传完。请检查网络后重试。")


class BodyBrokenError(DomainError):
    """The sender has gone, or has sent what is no HTTP."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "broken"
    text = _("请求没有传完整，请重试。")


class ReadBodyFirst(ASGIMiddleware):
    """Around every handler: its body is here before its dependencies begin.

    A body may have `MOST_BYTES`, and a form `MOST_FIELDS`; a handler that takes files says `opt=UPLOAD`. It must be whole
    within `seconds`, and one second more for each 50 kB that it may have.

    Raises:
        BodyTooLargeError, BodyTooSlowError, BodyBrokenError: answered in words, the handler is not called.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] in _WITHOUT_BODY:
            await next_app(scope, receive, send)
            return
        handler: Any = scope["route_handler"]
        most = int(handler.opt.get(_MOST, MOST_BYTES))
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
            try:
                async with asyncio.timeout(self._seconds + most / _SLOWEST):
                    await _keep(receive, kept, most, _fields_counted(scope))
            except TimeoutError:
                raise BodyTooSlowError from None
            kept.seek(0)
            await next_app(scope, _replay(kept, receive), send)


def _fields_counted(scope: Scope) -> bool:
    kind = next((value for name, value in scope["headers"] if name.lower() == b"content-type"), b"")
    return kind.strip().lower().startswith(b"application/x-www-form-urlencoded")


async def _keep(receive: Receive, kept: IO[bytes], most: int, count_fields: bool) -> None:
    """Read to the end, also what is too much, as far as the time goes: who still sends reads no answer."""
    size, fields = 0, 1
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BodyBrokenError
        chunk = message.get("body", b"")
        size += len(chunk)
        fields += chunk.count(b"&") if count_fields else 0
        if size <= most and fields <= MOST_FIELDS:
            kept.write(chunk)
        elif size > 2 * max(most, MOST_UPLOAD):
            raise BodyTooLargeError
        if not message.get("more_body", False):
            break
    if size > most or fields > MOST_FIELDS:
        raise BodyTooLargeError


def _replay(kept: IO[bytes], receive: Receive) -> Receive:
    """What was kept, piece by piece; afterwards what the sender does then."""
    ended = False

    async def read() -> HTTPReceiveMessage:
        nonlocal ended
        if ended:
            return await receive()  # type: ignore[return-value]
        chunk = kept.read(_CHUNK)
        ended = len(chunk) < _CHUNK
        return {"type": "http.request", "body": chunk, "more_body": not ended}

    return read
