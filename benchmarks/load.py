"""A small HTTP/1.1 load on loopback: connections kept alive, one request after the other on each."""

import asyncio
import time
from collections.abc import Iterator


class _Client(asyncio.Protocol):
    """One connection. It asks anew as soon as it was answered, until `end`."""

    def __init__(self, heads: Iterator[bytes], end: float, done: "asyncio.Future[None]") -> None:
        self._heads, self._end, self._done = heads, end, done
        self._answer = b""
        self._wanted = 0
        self.answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._answer, self._wanted = b"", 0
        self._transport.write(next(self._heads))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._wanted:
            end = self._answer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._answer[:end].lower()
            if not head.startswith(b"http/1.1 200"):
                self._finish(RuntimeError(self._answer.decode("utf-8", "replace")[:500]))
                return
            length = head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]
            self._wanted = end + 4 + int(length)
        if len(self._answer) >= self._wanted:
            self.answered += 1
            if time.perf_counter() < self._end:
                self._ask()
            else:
                self._finish(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(exc or RuntimeError("the server closed the connection"))

    def _finish(self, problem: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(problem) if problem else self._done.set_result(None)
        self._transport.close()


async def requests_a_second(
    port: int, heads: Iterator[bytes], *, connections: int = 16, seconds: float = 5.0
) -> tuple[float, int]:
    """How many requests a second are answered with 200, and how many there were; `heads` says what to ask.

    Raises:
        RuntimeError: something else was answered.
    """
    loop = asyncio.get_running_loop()
    clients, ends = [], []
    began = time.perf_counter()
    for _number in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        client = _Client(heads, began + seconds, done)
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)
        clients.append(client)
        ends.append(done)
    await asyncio.gather(*ends)
    answered = sum(client.answered for client in clients)
    return answered / (time.perf_counter() - began), answered
