"""Where a request comes from, through a proxy or not."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from ..requests import AnyRequest
from ..settings import Settings

_Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]


def client_address(request: AnyRequest) -> str:
    """The address of who asks, for limits and records; empty where the connection has none (a Unix socket).

    It is the connection's, unless that is a proxy of HUIYIN_TRUSTED_PROXIES: then the right-most address of
    X-Forwarded-For that is no such proxy, for what stands left of it the client may have written itself.
    """
    settings: Settings = request.app.state.settings
    peer = request.client.host if request.client else ""
    return forwarded_address(
        peer, request.headers.getall("x-forwarded-for", []), trusted_networks(settings.trusted_proxies)
    )


def forwarded_address(peer: str, headers: list[str], trusted: Networks) -> str:
    """The right-most address of `headers` (X-Forwarded-For, as they came) that is not `trusted`, if `peer` is.

    What is no address ends the search: the last proxy that is trusted stands for whoever is behind it.
    """
    found = _read(peer)
    if found is None or not _is_trusted(found, trusted):
        return peer if found is None else str(found)
    for said in reversed(",".join(headers).split(",")):
        before = _read(said.strip())
        if before is None:
            break
        found = before
        if not _is_trusted(found, trusted):
            break
    return str(found)


@lru_cache(maxsize=8)
def trusted_networks(setting: str) -> Networks:
    """The addresses and networks of a list with commas.

    Raises:
        ValueError: one of them is neither, or has bits set beyond its mask.
    """
    return tuple(ip_network(one.strip()) for one in setting.split(",") if one.strip())


def _read(text: str) -> _Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped  # a socket that takes both kinds shows the older one so
    return address


def _is_trusted(address: _Address, trusted: Networks) -> bool:
    return any(address in network for network in trusted)
