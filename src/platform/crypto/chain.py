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
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def event_hash(prev: bytes, body: dict[str, Any]) -> bytes:
    """SHA-256 over the hash before and the event's body."""
    return hashlib.sha256(_DOMAIN + prev + canonical(body)).digest()


def verify_links(links: Iterable[dict[str, Any]]) -> ChainProblem | None:
    """Check a run of events; each has its body's fields with `prev` and `hash` in hexadecimal.

    An event that carries only `seq`, `prev` and `hash` (another person's) is taken as a bare link.
    """
    before: dict[str, Any] | None = None
    for place, link in enumerate(links, start=1):
        try:
            seq, prev, found = int(link["seq"]), bytes.fromhex(link["prev"]), bytes.fromhex(link["hash"])
        except (KeyError, TypeError, ValueError):
            return ChainProblem(place, "缺少序号或哈希，或无法读取")
        if before is not None and (link["prev"] != before["hash"] or seq != before["seq"] + 1):
            return ChainProblem(seq, "与前一个事件接不上")
        if set(link) != {"seq", *_LINK}:
            body = {key: value for key, value in link.items() if key not in _LINK}
            if event_hash(prev, body) != found:
                return ChainProblem(seq, "内容与哈希不符")
        before = link
    return None
