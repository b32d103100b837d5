"""Once a day: one tree over the ends of all tenants' chains and every file finished since, stamped by two authorities, its
root published; for each tenant, and each file, the proof that it is under it.

All of it lies in the object store, locked, and nothing in a table. The anchor of a day is one object, written once: of
two stewards one writes it, who comes later or after a kill goes on with what lies there. What tenants get is made of it
alone and is the same bytes whoever makes it.
"""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from ..platform import clock
from ..platform.clock import BEIJING
from ..platform.crypto.chain import canonical
from ..platform.logging import get_logger
from ..platform.providers.storage.port import ObjectMissingError
from ..platform.tenancy import Tenant
from ..platform.tenancy.directory import TenantDirectory
from ..platform.tenancy.models import TenantRow
from ..platform.verify.anchor import (
    FOLDER,
    KEPT,
    anchor_key,
    anchor_of_bundle,
    anchor_of_old_bundle,
    anchors_among,
    bundle_name,
    proof_of_head,
)
from ..platform.verify.check import EVENTS, STAMP
from ..platform.verify.manifest import SIGNATURE
from ..platform.verify.proof import proof_key, proof_of_file
from ..platform.verify.publication import published_key
from ..platform.verify.tree import FinishedFile, Head, StampedTree, stamped_words, statement_over
from ..platform.verify.unpack import MANIFEST
from ..tenants.audit.queries import chain_end, events_between
from ..tenants.contracts.evidence.feature import EvidenceEvent
from .context import Stewardship

log = get_logger(__name__)
_WAITS = timedelta(hours=6)
"""So long, into a day, a cell that does not answer is waited for; then the others are anchored without it."""
_DAY = re.compile(rf"^{FOLDER}/(\d{{4}}-\d\d-\d\d)\.json$")
_ITS_OWN = ("42P01", "42501", "22023")
"""SQLSTATEs of a tenant that is not there, or not whole: no such table, no right to it, no such role."""
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError)


@dataclass(frozen=True, slots=True)
class _Day:
    """The anchor of one day, as it lies in the store: `heads` and `files` with the schema of each.

    Its first form had no files, and one token.
    """

    day: date
    statement: bytes
    tokens: Sequence[bytes]
    heads: Sequence[tuple[str, Head]]
    files: Sequence[tuple[str, FinishedFile]] = ()

    def to_bytes(self) -> bytes:
        """As it is stored."""
        heads = [[schema, head.tenant, head.seq, head.hash] for schema, head in self.heads]
        files = [[schema, *file.said.values()] for schema, file in self.files]
        return canonical(
            {"v": 2, "heads": heads, "files": files, **stamped_words(self.statement, self.tokens)}
        )

    @classmethod
    def from_bytes(cls, day: date, data: bytes) -> "_Day":
        """What `to_bytes` wrote."""
        said = json.loads(data)
        heads = [(schema, Head(tenant, seq, found)) for schema, tenant, seq, found in said["heads"]]
        files = [(schema, FinishedFile(*facts)) for schema, *facts in said.get("files", [])]
        tokens = said["tokens"] if "tokens" in said else [said["token"]]
        return cls(day, said["statement"].encode(), [base64.b64decode(one) for one in tokens], heads, files)

    @property
    def leaves(self) -> list[bytes]:
        """What the tree is over, in its order: first the heads, then the files."""
        return _leaves(self.heads, self.files)

    @property
    def tree(self) -> StampedTree:
        """The tree with its stamps."""
        return StampedTree(self.leaves, self.statement, self.tokens)

    @property
    def until(self) -> datetime:
        """How long everything of this day is locked: the same whoever asks, and when."""
        return datetime.combine(self.day, time(), BEIJING).astimezone(UTC) + KEPT


def _leaves(heads: Iterable[tuple[str, Head]], files: Iterable[tuple[str, FinishedFile]]) -> list[bytes]:
    return [*(head.leaf for _schema, head in heads), *(file.leaf for _schema, file in files)]


async def anchor(steward: Stewardship) -> None:
    """Anchor this day, where that is not done yet.

    Raises:
        TimestampRequestError: the authority gives no time stamp; nothing was written.
    """
    day = clock.today_in_china()
    done = f"{FOLDER}/{day}.done"
    if await steward.store.keys(done):
        return
    made = await _lies_there(steward, day) or await _make(steward, day)
    if made is None:
        return
    await _hand_out(steward, made)
    await _publish(steward, made)
    await steward.store.put(done, b"")  # only spares the next round the work
    log.info("chains anchored", day=str(day), tenants=len(made.heads), files=len(made.files))


def _key(day: date) -> str:
    return f"{FOLDER}/{day}.json"


async def _lies_there(steward: Stewardship, day: date) -> _Day | None:
    try:
        return _Day.from_bytes(day, await steward.store.original(_key(day)))
    except ObjectMissingError:
        return None


async def _make(steward: Stewardship, day: date) -> _Day | None:
    """Read all heads, have them stamped, and write that down; None while a cell is waited for."""
    ends, away = await _ends(steward, await _anchored_before(steward, day))
    if away:
        log.warning("cells do not answer, their tenants are not anchored", cells=sorted(away))
        begun = datetime.combine(day, time(), BEIJING)
        if clock.now() < begun + _WAITS:
            return None
    heads = [(end.schema, end.head) for end in ends]
    files = [(end.schema, file) for end in ends for file in end.files]
    statement = statement_over(_leaves(heads, files), clock.now())
    made = _Day(day, statement, await _stamped(steward, statement), heads, files)
    try:
        await steward.store.put(_key(day), made.to_bytes(), retain_until=made.until)
    except FileExistsError:  # another steward was faster: what lies there counts
        return await _lies_there(steward, day)
    return made


async def _stamped(steward: Stewardship, statement: bytes) -> list[bytes]:
    """A token of each authority: of both, or of none."""
    asked = (steward.timestamps, *((steward.second,) if steward.second is not None else ()))
    return [await authority.stamp(statement) for authority in asked]


async def _anchored_before(steward: Stewardship, day: date) -> dict[str, int]:
    """Up to which event each tenant's chain was anchored on the last day before this one, by the tenant's id."""
    days = [found[1] for key in await steward.store.keys(f"{FOLDER}/") if (found := _DAY.search(key))]
    before = max((one for one in days if one < str(day)), default=None)
    last = await _lies_there(steward, date.fromisoformat(before)) if before is not None else None
    return {head.tenant: head.seq for _schema, head in last.heads} if last is not None else {}


@dataclass(frozen=True, slots=True)
class _End:
    """Where a tenant's chain ends, and the files that were finished on the way there."""

    schema: str
    head: Head
    files: Sequence[FinishedFile]


async def _ends(steward: Stewardship, anchored: Mapping[str, int]) -> tuple[list[_End], set[str]]:
    """The ends of all chains, by the tenants' ids, and the cells that did not say theirs."""
    found: list[_End] = []
    away: set[str] = set()
    for tenant in await TenantDirectory(steward.database, steward.settings).all():
        if tenant.cell in away:
            continue
        try:
            end = await _end(steward, tenant, anchored.get(str(tenant.id), 0))
        except Exception as problem:
            if _is_its_own(problem):  # it is deleted, or has no end: the others are none the worse
                log.warning("a chain's end cannot be read", tenant=str(tenant.id), problem=repr(problem))
            else:
                log.warning("cell does not answer", cell=tenant.cell, problem=repr(problem))
                away.add(tenant.cell)
        else:
            found.append(end)
    return sorted(found, key=lambda one: one.head.tenant), away


def _is_its_own(problem: Exception) -> bool:
    """Whether a tenant, and not its whole cell, cannot be read."""
    state = getattr(getattr(problem, "orig", problem), "sqlstate", None)
    return isinstance(problem, NoResultFound) or state in _ITS_OWN


async def _end(steward: Stewardship, tenant: Tenant, after: int) -> _End:
    try:
        return await _read(steward, tenant, after)
    except Exception as problem:
        fresh = await steward.tenant(tenant.id) if _is_its_own(problem) else None
        if fresh is None or fresh.cell == tenant.cell:
            raise
        return await _read(steward, fresh, after)  # it has moved since the list was read


async def _read(steward: Stewardship, tenant: Tenant, after: int) -> _End:
    async with steward.database.tenant(tenant) as session:
        seq, found = await chain_end(session)
        archived = await events_between(session, EvidenceEvent.CONTRACT_ARCHIVED.value, after, seq)
    files = [_finished(str(tenant.id), event.contract_id, event.data) for event in archived]
    return _End(tenant.schema, Head(str(tenant.id), seq, found), files)


def _finished(tenant: str, contract: UUID | None, data: object) -> FinishedFile:
    """The file that an event is about; what somebody has put there instead costs nobody his anchor."""
    said = data if isinstance(data, dict) else {}
    # A bundle from before manifests were signed is not named by one.
    finished = said.get("contract.pdf", said.get("scan.pdf", ""))
    return FinishedFile(tenant, str(contract), str(finished), str(said.get("manifest", "")))


async def _hand_out(steward: Stewardship, made: _Day) -> None:
    """Put each tenant's proof into its part of the store, what its evidence bundles prove beside it, and the proofs of its
    finished files."""
    tree = made.tree
    for index, (schema, head) in enumerate(made.heads):
        place = _Place(steward, UUID(head.tenant), schema, made.until)
        key = anchor_key(schema, str(made.day), head.seq, head.hash)
        if await place.put(key, proof_of_head(tree, index, head)):
            await _take_up_bundles(place)
    for index, (schema, file) in enumerate(made.files, start=len(made.heads)):
        place = _Place(steward, UUID(file.tenant), schema, made.until)
        await _prove(place, file, proof_of_file(tree, index, file))


async def _prove(place: "_Place", file: FinishedFile, proof: bytes) -> None:
    """Put the proof of a file beside the anchors, for as long as the file itself is kept; the first one counts."""
    store, key = place.steward.store, proof_key(place.schema, file.contract)
    if await store.keys(key):
        return
    bundles = _bundles(await store.keys(f"{place.schema}/archive/{file.contract}/"))
    kept = [until for one in bundles if (until := await store.retained_until(one)) is not None]
    await place.put(key, proof, max(kept, default=None))


async def _publish(steward: Stewardship, made: _Day) -> None:
    """Lay the day's root where everybody is shown it: no tenant, no number but how many leaves there are."""
    signed = json.loads(made.statement)
    key = published_key(made.day, int(signed["size"]), len(made.tokens), str(signed["root"]))
    data = canonical({"v": 2, "day": str(made.day), **stamped_words(made.statement, made.tokens)})
    await steward.store.put(key, data, retain_until=made.until)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the anchors of one tenant go; they are locked until `until` at least."""

    steward: Stewardship
    tenant_id: UUID
    schema: str
    until: datetime

    async def put(self, key: str, data: bytes, until: datetime | None = None) -> bool:
        """Put an anchor there; False: the tenant is gone, or something else lies there."""
        there = select(TenantRow.id).where(TenantRow.id == self.tenant_id, TenantRow.status != "deleting")
        # Held until it lies there: a deletion comes before, and nothing is put, or after, and finds it.
        async with self.steward.database.shared() as session:
            if await session.scalar(there.with_for_update(read=True)) is None:
                return False
            try:
                await self.steward.store.put(key, data, retain_until=max(until or self.until, self.until))
            except FileExistsError:  # nobody of ours writes other bytes: the others are anchored all the same
                log.exception("something else lies in the place of an anchor", key=key)
                return False
        return True


async def _take_up_bundles(place: _Place) -> None:
    """Every evidence bundle holds a stamped end of the chain; those archived before there were anchors get theirs now."""
    store = place.steward.store
    first = f"{place.schema}/{FOLDER}/{bundle_name('', '')}"
    taken = {one.name for one in anchors_among(await store.keys(first))}
    for key in _bundles(await store.keys(f"{place.schema}/archive/")):
        name = bundle_name(*key.split("/")[-2:])
        if name in taken:
            continue
        try:
            seq, found, data = _end_of_bundle(await store.original(key))
        except _BROKEN as problem:
            log.warning("an evidence bundle cannot be read", key=key, problem=repr(problem))
            continue
        anchored = anchor_key(place.schema, name, seq, found)
        await place.put(anchored, data, await store.retained_until(key))


def _bundles(keys: Iterable[str]) -> Iterator[str]:
    return (key for key in keys if key.endswith(".zip") and key.count("/") == 3)


def _end_of_bundle(bundle: bytes) -> tuple[int, str, bytes]:
    """The number and the hash of the event that a bundle ends with, and the anchor that this makes."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        manifest, last = archive.read(MANIFEST), json.loads(archive.read(EVENTS).splitlines()[-1])
        seq = int(last["seq"])
        if SIGNATURE in archive.namelist():
            anchor = anchor_of_bundle(manifest, archive.read(SIGNATURE), seq)
        else:
            anchor = anchor_of_old_bundle(manifest, archive.read(STAMP), seq)
    return seq, str(json.loads(manifest)["chain_head"]), anchor
