"""One tenant's hanging calls of the object store are no other's, and each ends in seconds."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.providers.storage.port import ObjectMissingError, StoreAwayError
from huiyin.platform.providers.storage.s3 import S3Store
from huiyin.platform.settings import Settings

_MISSING = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>no</Message></Error>"
_BROKEN = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>no</Message></Error>"


@asynccontextmanager
async def _store() -> AsyncIterator[S3Store]:
    """A store that says nothing of what lies under `silent/`, is broken for `broken/`, and has nothing."""
    open_ones: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1]
            if b"silent" in path:
                await reader.read()
                return
            status, body = (b"500 No", _BROKEN) if b"broken" in path else (b"404 No", _MISSING)
            length = str(len(body)).encode()
            writer.write(
                b"HTTP/1.1 " + status + b"\r\ncontent-type: application/xml\r\ncontent-length: " + length
            )
            writer.write(b"\r\n\r\n" + body)

    async def until_it_ends(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_ones.add(task)
        try:
            await answer(reader, writer)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    port = free_port()
    server = await asyncio.start_server(until_it_ends, "127.0.0.1", port)
    settings = Settings(
        database_url="-",
        master_key_file=Path("-"),
        s3_endpoint=f"http://127.0.0.1:{port}",
        s3_key_id="k",
        s3_secret="s",
    )
    store = S3Store(settings, hurried=True)
    try:
        yield store
    finally:
        store._client.close()
        server.close()
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)
        await server.wait_closed()


async def test_many_that_hang_for_one_tenant_hold_up_no_other_and_end_in_seconds() -> None:
    async with _store() as store:
        began = time.monotonic()
        hanging = [asyncio.create_task(store.get(f"silent/{number}.pdf")) for number in range(60)]
        await asyncio.sleep(0)
        for number in range(20):
            with pytest.raises(ObjectMissingError):
                await store.get(f"other/{number}.pdf")
        assert time.monotonic() - began < 4
        assert not any(task.done() for task in hanging)
        ended = await asyncio.gather(*hanging, return_exceptions=True)
        assert {type(one) for one in ended} == {StoreAwayError}
        assert time.monotonic() - began < 25


async def test_a_store_that_says_it_is_broken_is_away() -> None:
    async with _store() as store:
        for call in (store.get, store.retained_until, store.delete, store.keys):
            with pytest.raises(StoreAwayError):
                await call("broken/1.pdf")
