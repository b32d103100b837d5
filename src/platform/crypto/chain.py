"""The hash chain: each event's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_DOMAIN = b"huiyin-event-1\0"  # a hash of an event can never pass for a hash of something else
GENESIS = bytes(32)
_LINK = ("prev", "hash")
DRIFT = timedelta(minutes=15)
"""An event has the time at which it happened and its place when it was committed, on machines whose clocks differ."""


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Where a chain is broken, or may be doubted, and how."""

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
        if seq < 1:
            return ChainProblem(seq, "序号小于 1")
        if before is not None and (link["prev"] != before["hash"] or seq != before["seq"] + 1):
            return ChainProblem(seq, "与前一个事件接不上")
        if set(link) != {"seq", *_LINK}:
            body = {key: value for key, value in link.items() if key not in _LINK}
            if event_hash(prev, body) != found:
                return ChainProblem(seq, "内容与哈希不符")
        before = link
    return None


@dataclass(slots=True)
class TimeCheck:
    """Whether the times of a run of events can be: none after `end`, none before the one that stands before it.

    A time that cannot be breaks no hash: somebody may have set a machine's clock. It is named all the same.
    """

    end: datetime
    doubts: list[ChainProblem] = field(default_factory=list)
    _latest: datetime | None = None

    def take(self, link: Mapping[str, Any]) -> None:
        """The next event; a bare link has no time."""
        if "at" not in link:
            return
        try:
            at = datetime.fromisoformat(link["at"])
            ahead, behind = at > self.end + DRIFT, self._latest is not None and at < self._latest - DRIFT
        except (TypeError, ValueError):  # no time, or one without a zone
            self.doubts.append(ChainProblem(int(link["seq"]), "时间无法读取"))
            return
        if ahead:
            self.doubts.append(ChainProblem(int(link["seq"]), "时间在将来"))
            return  # what stands behind it does not run back for that
        if behind:
            self.doubts.append(ChainProblem(int(link["seq"]), "时间早于前一个事件"))
        self._latest = at
