"""A small HTTP/1.1 load on loopback: connections kept alive, one request after the other on each."""

import asyncio
import time


async def requests_a_second(port: int, head: bytes, *, connections: int, seconds: float) -> float:
    """How many requests with this head are answered with 200 each second."""
    done = 0
    end = time.perf_counter() + seconds

    async def one() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            writer.write(head)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(answer.decode("latin-1"))
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            done += 1
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _number in range(connections)))
    return done / (time.perf_counter() - began)
