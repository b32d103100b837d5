"""Signing in: passwords, sessions, one-time codes, and how often each may be tried."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.errors import TooManyTriesError
from ....platform.auth.tokens import code_hash, new_code, same, token_hash
from ....platform.crypto.keyed import keyed_digest
from ....platform.features import Limit
from ....platform.ids import new_id, new_token
from ...people.persons.service import phone_changed
from .errors import CodeLimitError, CodeWrongError
from .models import OneTimeCode, Session, Throttle

CODE_LIFE = timedelta(minutes=10)
_DAY = timedelta(days=1)
_CODE_TRIES = 5
_CODE_LIMITS = (
    (timedelta(minutes=1), 1),
    (timedelta(hours=1), 5),
    (_DAY, 10),
)
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
    """Whoever holds the old number is out, with the codes that went to it."""
    await close_sessions(session, "candidate", person_id)
    codes = (OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None))
    await session.execute(update(OneTimeCode).where(*codes).values(used_at=clock.now()))


async def code_wait(session: AsyncSession, purpose: str, identity: str) -> int:
    """How many seconds until `identity` (a phone, a person) may be sent the next code for `purpose`; 0 is now."""
    now = clock.now()
    statement = select(Throttle.window_start).where(
        *_sent(purpose, identity), Throttle.window_start > now - _DAY
    )
    sent = (await session.scalars(statement.order_by(Throttle.window_start.desc()))).all()
    waits = [0.0]
    for span, most in _CODE_LIMITS:
        within = [moment for moment in sent if moment > now - span]
        if len(within) >= most:
            waits.append((within[most - 1] + span - now).total_seconds())
    return math.ceil(max(waits))


async def pace_codes(session: AsyncSession, purpose: str, identity: str) -> None:
    """Note that a code is asked for. A stranger's number waits like a candidate's: nobody learns whose it is.

    Raises:
        CodeLimitError: one was asked for within the minute, or too many within the hour or day.
    """
    # Locked, so that two taps at once count each other.
    key = func.hashtextextended(f"{purpose}:{identity}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    if seconds := await code_wait(session, purpose, identity):
        raise CodeLimitError(seconds)
    row = Throttle(
        purpose=f"code.{purpose}",
        identity=keyed_digest(b"throttle", purpose, identity),
        window_start=clock.now(),
        count=1,
    )
    session.add(row)
    await _forget_old(session, row.identity, row.window_start)


def _sent(purpose: str, identity: str) -> tuple[ColumnElement[bool], ...]:
    digest = keyed_digest(b"throttle", purpose, identity)
    return (Throttle.purpose == f"code.{purpose}", Throttle.identity == digest)


async def issue_code(session: AsyncSession, person_id: UUID, purpose: str, binding: bytes) -> str:
    """A new code for a person and purpose, bound to `binding`; older ones stop working. See `pace_codes`."""
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


async def has_open_code(session: AsyncSession, person_id: UUID, purpose: str, binding: bytes) -> bool:
    """Whether a code is on its way or there that can still be used."""
    statement = select(OneTimeCode.id).where(
        OneTimeCode.person_id == person_id,
        OneTimeCode.purpose == purpose,
        OneTimeCode.binding == binding,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > clock.now(),
        OneTimeCode.attempts < _CODE_TRIES,
    )
    return await session.scalar(statement.limit(1)) is not None


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
    now = clock.now()
    start = now - timedelta(seconds=now.timestamp() % limit.seconds)
    row = {
        "purpose": limit.purpose,
        "identity": keyed_digest(b"throttle", limit.purpose, identity),
        "window_start": start.replace(microsecond=0),
        "count": 1,
    }
    statement = (
        insert(Throttle)
        .values(row)
        .on_conflict_do_update(
            index_elements=["purpose", "identity", "window_start"],
            set_={"count": Throttle.count + 1},
        )
    )
    counted = await session.scalar(statement.returning(Throttle.count)) or 0
    if counted == 1:
        await _forget_old(session, keyed_digest(b"throttle", limit.purpose, identity), start)
    if counted > limit.most:
        raise TooManyTriesError


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
