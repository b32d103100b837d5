"""HTTP by hand, byte for byte: what no client library sends."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

_SECONDS = 60


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

    async def begin(self, request: bytes) -> asyncio.StreamWriter:
        """Send a part of a request and leave it at that; whoever calls closes the connection."""
        _reader, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(request)
        await writer.drain()
        return writer


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
