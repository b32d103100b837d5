"""What is said to the object store with each object, and what its answers mean: by an endpoint that notes every word."""

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.providers.storage import s3
from huiyin.platform.providers.storage.checked import Copy, ObjectDamagedError, read_whole
from huiyin.platform.providers.storage.port import StoreAwayError
from huiyin.platform.providers.storage.s3 import S3Store
from huiyin.platform.settings import Settings

_UNTIL = datetime(2040, 1, 1, tzinfo=UTC)
_VERSIONS = (
    b"<?xml version='1.0'?><ListVersionsResult><Version><Key>t/1.pdf</Key><VersionId>v1</VersionId><IsLatest>true"
    b"</IsLatest><Size>6</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Version></ListVersionsResult>"
)


@dataclass
class _Endpoint:
    """Answers every request with `body` and `headers`; with a `drip`, a byte every so many seconds."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                first, *lines = head.strip().split("\r\n")
                headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
                self.asked.append((first, headers))
                await reader.readexactly(int(headers.get("content-length", 0)))
                body = _VERSIONS if "versions" in first else self.body
                said = {"content-length": str(len(body)), "x-amz-version-id": "v1"} | self.headers
                words = "".join(f"{name}: {value}\r\n" for name, value in said.items())
                writer.write(f"HTTP/1.1 200 OK\r\n{words}\r\n".encode())
                for byte in body:
                    writer.write(bytes([byte]))
                    if self.drip:
                        await asyncio.sleep(self.drip)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def _at(endpoint: _Endpoint, *, kms: str = "") -> AsyncIterator[S3Store]:
    port = free_port()
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", port)
    settings = Settings(
        database_url="-", master_key_file=Path("-"), s3_endpoint=f"http://127.0.0.1:{port}", s3_key_id="k",
        s3_secret="s", s3_kms_key=kms,
    )  # fmt: skip
    store = S3Store(settings, hurried=True)
    try:
        yield store
    finally:
        store._client.close()
        server.close()


async def test_an_object_goes_with_its_checksums_its_lock_and_the_key_that_encrypts_it() -> None:
    endpoint = _Endpoint()
    async with _at(endpoint, kms="arn:aws:kms:cn-north-1:1:key/2") as store:
        made = await store.put("t/1.pdf", b"signed", retain_until=_UNTIL)
    assert made.version == "v1"
    (first, said), *more = endpoint.asked
    assert first.startswith("PUT /huiyin/t/1.pdf ") and not more
    assert said["x-amz-checksum-sha256"] == base64.b64encode(hashlib.sha256(b"signed").digest()).decode()
    assert said["content-md5"] == base64.b64encode(hashlib.md5(b"signed").digest()).decode()  # noqa: S324
    assert said["x-amz-object-lock-mode"] == "COMPLIANCE" and said["if-none-match"] == "*"
    assert said["x-amz-server-side-encryption"] == "aws:kms"
    assert said["x-amz-server-side-encryption-aws-kms-key-id"] == "arn:aws:kms:cn-north-1:1:key/2"


async def test_where_no_key_is_named_the_bucket_decides() -> None:
    endpoint = _Endpoint()
    async with _at(endpoint) as store:
        await store.put("t/1.pdf", b"signed")
    assert not [name for name in endpoint.asked[0][1] if "server-side-encryption" in name]


async def test_bytes_that_the_store_itself_finds_damaged_are_damaged_and_no_fault_of_ours() -> None:
    right = base64.b64encode(hashlib.sha256(b"signed").digest()).decode()
    async with _at(_Endpoint(b"s1gned", {"x-amz-checksum-sha256": right})) as store:
        with pytest.raises(ObjectDamagedError):
            await read_whole(store, Copy("t/1.pdf", hashlib.sha256(b"signed").hexdigest(), "v1"))


async def test_a_store_that_says_a_byte_now_and_then_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "_HURRIED", replace(s3._HURRIED, whole=0.5))
    async with _at(_Endpoint(bytes(40), drip=0.05)) as store:
        began = time.monotonic()
        with pytest.raises(StoreAwayError):
            await store.get("t/1.pdf")
        assert time.monotonic() - began < 1.5
