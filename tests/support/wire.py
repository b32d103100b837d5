"""HTTP by hand, byte for byte: what no client library sends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from huiyin.road.browser import Browser

_SECONDS = 60


def cookie_header(browser: Browser) -> str:
    """What a browser would send as `Cookie`."""
    return "; ".join(f"{name}={value}" for name, value in browser._client.cookies.items())


def get(host: str, path: str) -> bytes:
    """A page that is asked for; the connection ends with the answer."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def form(host: str, path: str, body: bytes, *, length: int | None = None, cookie: str = "") -> bytes:
    """A form as a page of ours sends it; `length` announces another one than the body has."""
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body) if length is None else length}",
        *([f"Cookie: {cookie}"] if cookie else []),
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def flood(stop: asyncio.Event, ask: Callable[[], Awaitable[object]]) -> int:
    """Again and again, as fast as it goes, until told to stop; how often."""
    count = 0
    while not stop.is_set():
        await ask()
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as far as it came."""

    status: int
    head: str
    text: str


class Line:
    """Connections to one address, each for one request."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def ask(self, request: bytes) -> Answer | None:
        """The answer; None where the other side hung up without one.

        Raises:
            TimeoutError: nothing came within a minute.
        """
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            with suppress(ConnectionError):  # it may answer, and close, before it has heard everything
                writer.write(request)
                await writer.drain()
            async with asyncio.timeout(_SECONDS):
                return _read(await _all(reader))
        finally:
            writer.close()


async def _all(reader: asyncio.StreamReader) -> bytes:
    received = bytearray()
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            received += piece
    return bytes(received)


def _read(received: bytes) -> Answer | None:
    head, _blank, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 "):
        return None
    return Answer(int(head[9:12]), head.decode("latin-1"), body.decode("utf-8", "replace"))
