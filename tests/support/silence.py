"""A server that takes every connection and never says anything; and clients that do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from huiyin.platform.embedded.ports import free_port


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """Its address. It reads what it is sent, and answers nothing."""
    taken: set[asyncio.StreamWriter] = set()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.add(writer)
        while await reader.read(65_536):
            pass

    port = free_port()
    server = await asyncio.start_server(listen, "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
        for writer in taken:
            writer.close()
        await server.wait_closed()


class Caller:
    """A connection that says little."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ended(self, seconds: float) -> bool:
        """Whether the other side ends it within so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while await self.reader.read(65_536):
                    pass
        except TimeoutError:
            return False
        except ConnectionError:
            pass
        return True


@asynccontextmanager
async def callers(port: int, number: int, said: bytes = b"") -> AsyncIterator[list[Caller]]:
    """So many connections, each of which says `said` and nothing more."""
    made: list[Caller] = []
    try:
        for _number in range(number):
            made.append(Caller(*await asyncio.open_connection("127.0.0.1", port)))
            made[-1].writer.write(said)
        yield made
    finally:
        for one in made:
            one.writer.close()
