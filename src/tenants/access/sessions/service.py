"""Signing in: sessions, members' one-time codes, and how often something may be tried."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.errors import TooManyTriesError
from ....platform.auth.tokens import code_hash, new_code, same, token_hash
from ....platform.crypto.keyed import keyed_digest
from ....platform.features import Limit
from ....platform.ids import new_id, new_token
from ...people.persons.service import phone_changed
from .errors import CodeWrongError
from .models import OneTimeCode, Session, Throttle

CODE_LIFE = timedelta(minutes=10)
_DAY = timedelta(days=1)
_CODE_TRIES = 5
_LIFE = {"user": timedelta(hours=12), "candidate": timedelta(hours=2)}
_FORGOTTEN = 2 * _DAY  # the longest window is a day
_CLEARS_ONE_IN, _MOST_CLEARED = 64, 500
IDLE = timedelta(hours=2)  # of a member's session


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the token goes into the cookie and is never seen again."""

    token: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Browser:
    """What a session is opened in: what it calls itself, and from where it comes."""

    user_agent: str
    address: str = ""


async def open_session(
    session: AsyncSession,
    kind: str,
    subject_id: UUID,
    browser: Browser,
    *,
    way: str = "",
    proved: bool = False,
) -> Opened:
    """A new session; its id is made here, never taken from the browser.

    `way`: how the person came in; `proved`: whether that proves who they are for the next minutes.
    """
    token, now = new_token(), clock.now()
    row = Session(
        id=new_id(),
        token_hash=token_hash(token),
        kind=kind,
        subject_id=subject_id,
        user_agent=browser.user_agent[:300],
        address=browser.address,
        way=way,
        seen_at=now,
        proved_at=now if proved else None,
        created_at=now,
        expires_at=now + _LIFE[kind],
    )
    session.add(row)
    return Opened(token, int(_LIFE[kind].total_seconds()))


async def find_session(session: AsyncSession, kind: str, token: str) -> UUID | None:
    """Who holds this token, while it lives."""
    statement = select(Session.subject_id).where(
        Session.token_hash == token_hash(token),
        Session.kind == kind,
        Session.revoked_at.is_(None),
        Session.expires_at > clock.now(),
    )
    return await session.scalar(statement)


async def close_session(session: AsyncSession, token: str) -> None:
    """End a session."""
    row = await session.scalar(select(Session).where(Session.token_hash == token_hash(token)))
    if row is not None:
        row.revoked_at = clock.now()


async def close_sessions(session: AsyncSession, kind: str, subject_id: UUID) -> None:
    """End every session of one person, at once."""
    mine = (Session.kind == kind, Session.subject_id == subject_id, Session.revoked_at.is_(None))
    await session.execute(update(Session).where(*mine).values(revoked_at=clock.now()))


@phone_changed.listener
async def _shut_out(session: AsyncSession, person_id: UUID) -> None:
    """Whoever holds the old number is out."""
    await close_sessions(session, "candidate", person_id)


async def issue_code(session: AsyncSession, person_id: UUID, purpose: str, binding: bytes) -> str:
    """A new code for a person and purpose, bound to `binding`; older ones stop working."""
    now = clock.now()
    mine = (OneTimeCode.person_id == person_id, OneTimeCode.purpose == purpose)
    for older in await session.scalars(select(OneTimeCode).where(*mine, OneTimeCode.used_at.is_(None))):
        older.used_at = now
    code = new_code()
    session.add(
        OneTimeCode(
            id=new_id(),
            purpose=purpose,
            person_id=person_id,
            binding=binding,
            code_hash=code_hash(code, binding),
            attempts=0,
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    return code


async def issued_since(
    session: AsyncSession, person_id: UUID, purpose: str, binding: bytes, moment: datetime
) -> bool:
    """Whether a code that can still be used was made since then for this person, purpose and binding."""
    mine = {"person_id": person_id, "purpose": purpose, "binding": binding, "used_at": None}
    made = select(OneTimeCode.id).filter_by(**mine).where(OneTimeCode.created_at > moment)
    return await session.scalar(made.limit(1)) is not None


async def check_code(session: AsyncSession, person_id: UUID, purpose: str, binding: bytes, code: str) -> None:
    """Use up the right code. A wrong try is counted even though it is answered with an error.

    Raises:
        CodeWrongError: wrong, expired, used, or tried too often.
    """
    statement = (
        select(OneTimeCode)
        .where(
            OneTimeCode.person_id == person_id,
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > clock.now(),
        )
        .order_by(OneTimeCode.created_at.desc())
        .limit(1)
        .with_for_update()
    )
    kept = await session.scalar(statement)
    if kept is None or kept.attempts >= _CODE_TRIES:
        raise CodeWrongError
    kept.attempts += 1
    if not same(kept.code_hash, code_hash(code.strip(), binding)):
        raise CodeWrongError
    kept.used_at = clock.now()


async def throttle(session: AsyncSession, limit: Limit, identity: str) -> None:
    """Count one try of `identity` (an address, a log-in; kept as a hash).

    Raises:
        TooManyTriesError: more than the limit allows in this window.
    """
    key = _window(limit, identity)
    statement = (
        insert(Throttle)
        .values(key | {"count": 1})
        .on_conflict_do_update(index_elements=list(key), set_={"count": Throttle.count + 1})
    )
    counted = await session.scalar(statement.returning(Throttle.count)) or 0
    if counted == 1:
        await _forget_old(session, key["identity"], key["window_start"])
    if counted > limit.most:
        raise TooManyTriesError


async def seconds_full(session: AsyncSession, limit: Limit, identity: str) -> int:
    """How long until `identity` may try again; 0 where the limit has room. Nothing is counted."""
    key = _window(limit, identity)
    counted = await session.scalar(select(Throttle.count).filter_by(**key)) or 0
    left = key["window_start"] + timedelta(seconds=limit.seconds) - clock.now()
    return math.ceil(left.total_seconds()) if counted >= limit.most else 0


def _window(limit: Limit, identity: str) -> dict[str, Any]:
    """The key of the counter that counts now."""
    now = clock.now()
    start = now - timedelta(seconds=now.timestamp() % limit.seconds)
    digest = keyed_digest(b"throttle", limit.purpose, identity)
    return {"purpose": limit.purpose, "identity": digest, "window_start": start.replace(microsecond=0)}


async def _forget_old(session: AsyncSession, identity: bytes, moment: datetime) -> None:
    """One new window in so many clears away what no limit looks at any more: only where something happens, and seldom."""
    lot = keyed_digest(identity, "lot", moment.isoformat())
    if int.from_bytes(lot[:4]) % _CLEARS_ONE_IN:
        return
    old = select(Throttle.purpose, Throttle.identity, Throttle.window_start)
    old = old.where(Throttle.window_start < clock.now() - _FORGOTTEN).limit(_MOST_CLEARED)
    key = tuple_(Throttle.purpose, Throttle.identity, Throttle.window_start)
    # Two at once must not wait for each other's rows.
    statement = delete(Throttle).where(key.in_(old.with_for_update(skip_locked=True)))
    await session.execute(statement, execution_options={"synchronize_session": False})
