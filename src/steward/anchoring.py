"""Once a day: one time stamp over the ends of all tenants' chains, and for each tenant the proof that its own is under it.

All of it lies in the object store, locked, and nothing in a table. The anchor of a day is one object, written once: of
two stewards one writes it, who comes later or after a kill goes on with what lies there. What tenants get is made of it
alone and is the same bytes whoever makes it.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
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
    Head,
    anchor_key,
    anchor_of_bundle,
    anchors_among,
    bundle_name,
    proofs,
    statement_over,
)
from ..platform.verify.check import EVENTS, MANIFEST, STAMP
from ..tenants.audit.queries import chain_end
from .context import Stewardship

log = get_logger(__name__)
_WAITS = timedelta(hours=6)
"""So long, into a day, a cell that does not answer is waited for; then the others are anchored without it."""
_ITS_OWN = ("42P01", "42501", "22023")
"""SQLSTATEs of a tenant that is not there, or not whole: no such table, no right to it, no such role."""
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError)


@dataclass(frozen=True, slots=True)
class _Day:
    """The anchor of one day, as it lies in the store: `heads` with the schema of each."""

    day: date
    statement: bytes
    token: bytes
    heads: Sequence[tuple[str, Head]]

    def to_bytes(self) -> bytes:
        """As it is stored."""
        rows = [[schema, head.tenant, head.seq, head.hash] for schema, head in self.heads]
        said = {
            "v": 1,
            "heads": rows,
            "statement": self.statement.decode(),
            "token": base64.b64encode(self.token).decode(),
        }
        return canonical(said)

    @classmethod
    def from_bytes(cls, day: date, data: bytes) -> "_Day":
        """What `to_bytes` wrote."""
        said = json.loads(data)
        heads = [(schema, Head(tenant, seq, found)) for schema, tenant, seq, found in said["heads"]]
        return cls(day, said["statement"].encode(), base64.b64decode(said["token"]), heads)

    @property
    def until(self) -> datetime:
        """How long everything of this day is locked: the same whoever asks, and when."""
        return datetime.combine(self.day, time(), BEIJING).astimezone(UTC) + KEPT


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
    await steward.store.put(done, b"")  # only spares the next round the work
    log.info("chains anchored", day=str(day), tenants=len(made.heads))


def _key(day: date) -> str:
    return f"{FOLDER}/{day}.json"


async def _lies_there(steward: Stewardship, day: date) -> _Day | None:
    try:
        return _Day.from_bytes(day, await steward.store.original(_key(day)))
    except ObjectMissingError:
        return None


async def _make(steward: Stewardship, day: date) -> _Day | None:
    """Read all heads, have them stamped, and write that down; None while a cell is waited for."""
    heads, away = await _heads(steward)
    if away:
        log.warning("cells do not answer, their tenants are not anchored", cells=sorted(away))
        begun = datetime.combine(day, time(), BEIJING)
        if clock.now() < begun + _WAITS:
            return None
    statement = statement_over([head for _schema, head in heads], clock.now())
    made = _Day(day, statement, await steward.timestamps.stamp(statement), heads)
    try:
        await steward.store.put(_key(day), made.to_bytes(), retain_until=made.until)
    except FileExistsError:  # another steward was faster: what lies there counts
        return await _lies_there(steward, day)
    return made


async def _heads(steward: Stewardship) -> tuple[list[tuple[str, Head]], set[str]]:
    """The ends of all chains, by the tenants' ids, and the cells that did not say theirs."""
    found: list[tuple[str, Head]] = []
    away: set[str] = set()
    for tenant in await TenantDirectory(steward.database, steward.settings).all():
        if tenant.cell in away:
            continue
        try:
            head = await _head(steward, tenant)
        except Exception as problem:
            if _is_its_own(problem):  # it is deleted, or has no end: the others are none the worse
                log.warning("a chain's end cannot be read", tenant=str(tenant.id), problem=repr(problem))
            else:
                log.warning("cell does not answer", cell=tenant.cell, problem=repr(problem))
                away.add(tenant.cell)
        else:
            found.append((tenant.schema, head))
    return sorted(found, key=lambda one: one[1].tenant), away


def _is_its_own(problem: Exception) -> bool:
    """Whether a tenant, and not its whole cell, cannot be read."""
    state = getattr(getattr(problem, "orig", problem), "sqlstate", None)
    return isinstance(problem, NoResultFound) or state in _ITS_OWN


async def _head(steward: Stewardship, tenant: Tenant) -> Head:
    try:
        return await _read(steward, tenant)
    except Exception as problem:
        fresh = await steward.tenant(tenant.id) if _is_its_own(problem) else None
        if fresh is None or fresh.cell == tenant.cell:
            raise
        return await _read(steward, fresh)  # it has moved since the list was read


async def _read(steward: Stewardship, tenant: Tenant) -> Head:
    async with steward.database.tenant(tenant) as session:
        seq, found = await chain_end(session)
    return Head(str(tenant.id), seq, found)


async def _hand_out(steward: Stewardship, made: _Day) -> None:
    """Put each tenant's proof into its part of the store, and what its evidence bundles prove beside it."""
    schemas = {head.tenant: schema for schema, head in made.heads}
    for head, proof in proofs([head for _schema, head in made.heads], made.statement, made.token):
        place = _Place(steward, UUID(head.tenant), schemas[head.tenant], made.until)
        if await place.put(str(made.day), head, proof):
            await _take_up_bundles(place)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the anchors of one tenant go; they are locked until `until` at least."""

    steward: Stewardship
    tenant_id: UUID
    schema: str
    until: datetime

    async def put(self, name: str, head: Head, data: bytes, until: datetime | None = None) -> bool:
        """Put an anchor there; False: the tenant is gone, or something else lies there."""
        key = anchor_key(self.schema, name, head.seq, head.hash)
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
        head = Head(str(place.tenant_id), seq, found)
        await place.put(name, head, data, await store.retained_until(key))


def _bundles(keys: Iterable[str]) -> Iterator[str]:
    return (key for key in keys if key.endswith(".zip") and key.count("/") == 3)


def _end_of_bundle(bundle: bytes) -> tuple[int, str, bytes]:
    """The number and the hash of the event that a bundle ends with, and the anchor that this makes."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        manifest, token = archive.read(MANIFEST), archive.read(STAMP)
        last = json.loads(archive.read(EVENTS).splitlines()[-1])
    seq = int(last["seq"])
    return seq, str(json.loads(manifest)["chain_head"]), anchor_of_bundle(manifest, token, seq)
