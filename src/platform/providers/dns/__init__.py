"""Asking the domain name system."""

from dns import asyncresolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer


class NamesUnavailable(Exception):
    """The name server cannot be reached: ask again later."""


async def texts(name: str, server: str = "") -> list[str]:
    """The TXT records of a name; `server` is `address` or `address:port`, empty for the machine's own resolver.

    Raises:
        NamesUnavailable: nobody answered.
    """
    resolver = asyncresolver.Resolver(configure=not server)
    if server:
        address, _colon, port = server.partition(":")
        resolver.nameservers, resolver.port = [address], int(port or 53)
    try:
        answer = await resolver.resolve(name, "TXT", lifetime=5)
    except (NXDOMAIN, NoAnswer):
        return []
    except DNSException as problem:
        raise NamesUnavailable(str(problem)) from problem
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
