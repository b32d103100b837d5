"""The hash chain: each event's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_DOMAIN = b"huiyin-event-1\0"  # a hash of an event can never pass for a hash of something else
GENESIS = bytes(32)
_LINK = ("prev", "hash")


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Where a chain is broken, and how."""

    seq: int
    problem: str


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same value always gives the same bytes."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def event_hash(prev: bytes, body: dict[str, Any]) -> bytes:
    """SHA-256 over the hash before and the event's body."""
    return hashlib.sha256(_DOMAIN + prev + canonical(body)).digest()


def verify_links(links: Iterable[dict[str, Any]]) -> ChainProblem | None:
    """Check a run of events; each has its body's fields with `prev` and `hash` in hexadecimal.

    An event that carries only `seq`, `prev` and `hash` (another person's) is taken as a bare link.
    """
    before: dict[str, Any] | None = None
    for link in links:
        seq = int(link["seq"])
        if before is not None and (
            link["prev"] != before["hash"] or seq != before["seq"] + 1
        ):
            return ChainProblem(seq, "does not follow the event before it")
        if set(link) != {"seq", *_LINK}:
            body = {key: value for key, value in link.items() if key not in _LINK}
            if event_hash(bytes.fromhex(link["prev"]), body).hex() != link["hash"]:
                return ChainProblem(seq, "its content does not match its hash")
        before = link
    return None
