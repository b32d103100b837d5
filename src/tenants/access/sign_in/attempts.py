"""Slowing down those who guess, without letting them lock anybody out.

Failed tries fill a bucket for each source: an address with one log-in name, and an address as a whole. A full bucket
makes the next try wait, longer with every further failure, and leaks with time. A browser that once signed in well
(a signed cookie says so) has a bucket of its own: whatever strangers try, the owner is not slowed there.
There is no bucket for a log-in name alone: it would let any stranger lock its owner out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import keyed_digest
from ....platform.db import tenant_of
from ....platform.formats.masks import mask_email
from ....platform.ids import new_id
from ...audit.service import record
from .errors import SlowDownError
from .feature import SignInEvent
from .models import SignInTry, Slowdown

_FIRST_WAIT, _LONGEST_WAIT = 5, 900  # seconds
_KEEP_TRIES = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Client:
    """Where a try comes from. `known`: ids of the members who signed in well in this browser before."""

    address: str
    user_agent: str
    device: str = ""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Bucket:
    """`free` failures cost nothing; one is forgotten every `leak`."""

    key: bytes
    free: int
    leak: timedelta

    def wait(self, row: Slowdown | None, now: datetime) -> int:
        """Seconds still to wait."""
        if row is None or (over := round(row.level) - self.free) < 0:
            return 0
        seconds = min(_FIRST_WAIT * 2 ** min(over, 20), _LONGEST_WAIT)
        left = seconds - (now - row.last_at).total_seconds()
        return int(left) + 1 if left > 0 else 0


@dataclass(frozen=True, slots=True)
class Gate:
    """One try that was let through; say afterwards how it ended."""

    way: str
    hint: str
    user_id: UUID | None
    client: Client
    buckets: tuple[_Bucket, ...]


async def admit(
    session: AsyncSession, way: str, who: str, client: Client, *, hint: str, user_id: UUID | None = None
) -> Gate:
    """Let a try of `who` (what was typed, or the person's id) through, or have it wait. The admin will see `hint`.

    One try at a time for each source: a hundred at once would otherwise all be let through before the first failed.

    Raises:
        SlowDownError: too many failed from there, or another try is being looked at.
    """
    buckets = _buckets(str(tenant_of(session).id), way, who, client, user_id)
    lock = int.from_bytes(buckets[0].key[:8], signed=True)
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(lock))):
        raise SlowDownError(1)
    now = clock.now()
    keys = [bucket.key for bucket in buckets]
    rows = {row.key: row for row in await session.scalars(select(Slowdown).where(Slowdown.key.in_(keys)))}
    wait = max(bucket.wait(rows.get(bucket.key), now) for bucket in buckets)
    if wait:
        raise SlowDownError(wait)
    return Gate(way, hint, user_id, client, buckets)


async def failed(session: AsyncSession, gate: Gate) -> None:
    """The try was wrong: the buckets fill, and the admin can see it. Answer without raising, or it is rolled back."""
    now = clock.now()
    for bucket in gate.buckets:
        leaked = func.extract("epoch", now - Slowdown.last_at) / bucket.leak.total_seconds()
        statement = (
            insert(Slowdown)
            .values(key=bucket.key, level=1.0, last_at=now)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={"level": func.greatest(0, Slowdown.level - leaked) + 1, "last_at": now},
            )
            .returning(Slowdown.level)
        )
        level = await session.scalar(statement) or 0.0
        if round(level) == bucket.free and bucket is gate.buckets[0]:
            data = {"way": gate.way, "user": str(gate.user_id) if gate.user_id else None}
            record(session, SignInEvent.SLOWED, data=data)
    await session.execute(delete(SignInTry).where(SignInTry.at < now - _KEEP_TRIES))
    session.add(
        SignInTry(
            id=new_id(),
            at=now,
            way=gate.way,
            user_id=gate.user_id,
            hint=gate.hint,
            address=gate.client.address,
            user_agent=gate.client.user_agent[:300],
        )
    )


async def passed(session: AsyncSession, gate: Gate) -> None:
    """The try was right: its own bucket is emptied. The address's is not, or one good log-in would buy more guesses."""
    await session.execute(delete(Slowdown).where(Slowdown.key == gate.buckets[0].key))


def _buckets(tenant: str, way: str, who: str, client: Client, user_id: UUID | None) -> tuple[_Bucket, ...]:
    def bucket(kind: str, identity: str, free: int, leak: timedelta) -> _Bucket:
        return _Bucket(keyed_digest(b"slowdown", kind, f"{tenant}|{way}|{identity}"), free, leak)

    if user_id is not None and client.device and str(user_id) in client.known:
        return (bucket("device", f"{client.device}|{user_id}", 10, timedelta(minutes=10)),)
    if way in ("second", "proof"):
        # Only who has passed the first step comes here: no stranger can fill this one.
        return (bucket("person", who, 5, timedelta(hours=1)),)
    return (
        bucket("pair", f"{client.address}|{who}", 5, timedelta(minutes=30)),
        bucket("address", client.address, 60, timedelta(seconds=20)),
    )


def masked(who: str) -> str:
    """What was typed as log-in name, masked: colleagues recognise an address, a password typed there is not shown."""
    return mask_email(who) if "@" in who else who[:2] + "***"
