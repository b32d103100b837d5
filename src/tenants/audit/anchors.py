"""How far the chain is anchored: read from the locked object store, from no table that somebody could change with it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from anyio import to_thread

from ...platform import clock
from ...platform.logging import get_logger
from ...platform.providers.storage.port import ObjectMissingError, ObjectStore, StoreAwayError
from ...platform.tenant import Tenant
from ...platform.verify.anchor import FOLDER, Anchor, AnchorReport, anchors_among, verify_anchor
from .checking import ChainReport

log = get_logger(__name__)
T = TypeVar("T")
_PATIENCE = 5.0  # seconds that a page waits for the store
_MOST_LOOKED_AT = 20
_EVERY_DAY = timedelta(days=2)  # one day may be made up for on the next


@dataclass(frozen=True, slots=True)
class Standing:
    """Up to when the chain is anchored. `problems` name anchors that the chain contradicts, `doubts` those that prove nothing.

    `seq` and `stamped_at` are of the newest anchor that holds; `stopped`: with one a day it could not be so old. `away`:
    nobody knows.
    """

    seq: int = 0
    stamped_at: datetime | None = None
    problems: tuple[tuple[int, datetime], ...] = ()
    doubts: tuple[tuple[int, str], ...] = ()
    stopped: bool = False
    away: bool = False
    remarks: tuple[str, ...] = ()
    """What is to be said of the newest anchor, though it holds: its two time stamps lie apart, one cannot be judged here."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Every anchor of a tenant, by what their names say."""

    store: ObjectStore
    tenant: Tenant
    found: Sequence[Anchor] = ()
    away: bool = False
    heads: Mapping[int, frozenset[str]] = field(default_factory=dict)

    async def standing(self, report: ChainReport, root_pem: bytes | None) -> Standing:
        """What the anchors prove of a chain that was compared with their `heads`."""
        if self.away:
            return Standing(away=True)
        try:
            return await _soon(self._standing(report, root_pem))
        except StoreAwayError:
            return Standing(away=True)

    async def _standing(self, report: ChainReport, root_pem: bytes | None) -> Standing:
        other = [one for one in self.found if report.contradicted.get(one.seq, one.hash) != one.hash]
        against = {one.key for one in other}
        problems, doubts = [], []
        for one in other[:_MOST_LOOKED_AT]:
            proof = await self._proof(one, root_pem)
            if (made := proof.stamped_at) is not None:
                problems.append((one.seq, made))
            else:
                doubts.append((one.seq, proof.why))
        newest = sorted(
            (one for one in self.found if one.key not in against),
            key=lambda one: (one.seq, one.day or date.min),
            reverse=True,
        )
        seq, stamped_at = 0, None
        remarks: tuple[str, ...] = ()
        for one in newest[:_MOST_LOOKED_AT]:
            proof = await self._proof(one, root_pem)
            if (made := proof.stamped_at) is not None:
                seq, stamped_at, remarks = one.seq, made, proof.doubts
                break
            doubts.append((one.seq, proof.why))
        stopped = stamped_at is not None and stamped_at < clock.now() - _EVERY_DAY
        return Standing(seq, stamped_at, tuple(problems), tuple(doubts), stopped, remarks=remarks)

    async def _proof(self, anchor: Anchor, root_pem: bytes | None) -> AnchorReport:
        try:
            data = await self.store.original(anchor.key)
        except ObjectMissingError:
            return AnchorReport.missing(anchor)
        report = await to_thread.run_sync(verify_anchor, data, str(self.tenant.id), root_pem)
        return report.at(anchor)


async def anchors_of(store: ObjectStore, tenant: Tenant) -> Anchors:
    """The anchors of a tenant; to be read before its chain is, which goes on growing."""
    try:
        keys = await _soon(store.keys(f"{tenant.schema}/{FOLDER}/"))
    except StoreAwayError:
        return Anchors(store, tenant, away=True)
    found = list(anchors_among(keys))
    return Anchors(store, tenant, found, heads=_heads(found))


def _heads(anchors: Iterable[Anchor]) -> dict[int, frozenset[str]]:
    heads: defaultdict[int, set[str]] = defaultdict(set)
    for one in anchors:
        heads[one.seq].add(one.hash)
    return {seq: frozenset(hashes) for seq, hashes in heads.items()}


async def _soon(answer: Awaitable[T]) -> T:
    """An answer of the store's, while somebody waits for it.

    A call to it runs in a thread and cannot be taken back: it is left to end by itself.
    """
    task = asyncio.ensure_future(answer)
    done, _waiting = await asyncio.wait({task}, timeout=_PATIENCE)
    if not done:
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise StoreAwayError
    try:
        return task.result()
    except Exception as problem:  # whatever the store's library makes of an outage
        log.warning("the object store does not answer", problem=repr(problem))
        raise StoreAwayError from problem
