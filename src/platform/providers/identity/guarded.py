"""Calling an address that a tenant typed: never one inside our own network (server-side request forgery)."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator

import httpx2

SECONDS = 5.0
_MOST_BYTES = 1 << 20


class ForbiddenAddressError(httpx2.ConnectError):
    """The host is not a public one, or the address is not https."""


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Connects to public addresses only, by https, and reads at most 1 MiB.

    The name is resolved here and the connection goes to the address that was checked, so that a name which answers
    differently a moment later (DNS rebinding) gains nothing. `trusted` hosts (`host:port`) are excepted: the
    embedded set-up and the tests, whose provider is on loopback.
    """

    def __init__(self, trusted: frozenset[str] = frozenset()) -> None:
        self._trusted = trusted

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url, extensions = request.url, dict(request.extensions)
        if f"{url.host}:{url.port or 443}" not in self._trusted:
            if url.scheme != "https":
                raise ForbiddenAddressError("not https")
            extensions["sni_hostname"] = url.host
            url = url.copy_with(host=await _public_address(url.host, url.port or 443))
        # The Host header stays the name's: only where we connect to is pinned.
        pinned = httpx2.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=extensions
        )
        async with httpx2.AsyncHTTPTransport() as inner:
            response = await inner.handle_async_request(pinned)
            body = b"".join([part async for part in _limited(response)])
        return httpx2.Response(
            response.status_code, headers=response.headers, content=body, extensions=response.extensions
        )


async def _limited(response: httpx2.Response) -> AsyncIterator[bytes]:
    size = 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > _MOST_BYTES:
            raise httpx2.ReadError("the answer is too long")
        yield part


async def _public_address(host: str, port: int) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise httpx2.ConnectError(f"{host} has no address") from problem
    addresses = [str(entry[4][0]) for entry in found]
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses):
        raise ForbiddenAddressError(f"{host} is not a public address")
    return addresses[0]
