"""A server that takes every connection and never says anything, one that is late with everything; and clients that are so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

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


@asynccontextmanager
async def late_server(behind: str, seconds: float) -> AsyncIterator[str]:
    """Its address. It passes on what it is sent, and every piece of the answer so many seconds late."""
    there = urlsplit(behind)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wait: float) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65_536):
                await asyncio.sleep(wait)
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up, down = await asyncio.open_connection(there.hostname, there.port)
        await asyncio.gather(carry(reader, down, 0), carry(up, writer, seconds))

    port = free_port()
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()


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
