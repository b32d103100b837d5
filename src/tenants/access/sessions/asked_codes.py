"""One-time codes of candidates: each belongs to the browser that asked for it.

What is written when a code is asked for, and when one is tried, is the same for every number, so that neither the answer
nor its time tells whether the number is anybody's; whoever sends the code finds that out. Strangers, browsers that have
shown nothing yet, have a budget for each number and a brake for the whole tenant. A browser that is known has a budget of
its own: whatever strangers do, the owner is not shut out there. With six digits, five tries for a code and at most
`WRONG_A_DAY` wrong tries of strangers, somebody gets in by guessing on one day in a thousand at most.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.tokens import code_hash, new_code, same, token_hash
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ...people.persons.service import phone_changed
from .errors import BrakeError, CodeLimitError, CodeSpentError, WrongTryError
from .models import AskedCode

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
WRONG_A_DAY = 1000
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# The same that carriers let through to one number (Aliyun's documentation: 1 a minute, 5 an hour, 10 a day).
_BUDGET = ((timedelta(minutes=1), 1), (_HOUR, 5), (_DAY, 10))
_MOST_OPEN, _OPEN_TO_STRANGERS = 3, 2  # one place is left for a browser that is known
_TRIED_WITHIN = _DAY + CODE_LIFE  # who was asked for a day ago may have been tried until a moment ago
_CLEARED_ONE_IN, _MOST_CLEARED = 64, 500


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a code. `identity`: a number's keyed digest, or the id of who is signed in; never the number.

    `browser`: a random value that this browser alone has. `known`: it has signed in with this number before, came by the
    link of a message to it, or is signed in. `way`: `sms` or `email`.
    """

    purpose: str
    identity: bytes
    browser: str
    known: bool
    way: str = "sms"


@dataclass(frozen=True, slots=True)
class Brake:
    """How many codes strangers together may have sent in one way: a setting of the tenant."""

    per_hour: int
    per_day: int


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of the brake strangers have used up: text messages in the last hour and day, wrong tries in the last day."""

    hour: int
    day: int
    wrong: int


_NONE = Brake(0, 0)


async def code_wait(session: AsyncSession, asker: Asker) -> int:
    """Seconds until this number's budget has room for another code; 0 is now. The tenant's brake is not looked at."""
    now = clock.now()
    asked = await _asked(session, asker, now)
    until = max((*_budget(asked, asker, now), *_open(asked, asker, now)), default=now)
    return math.ceil((until - now).total_seconds())


async def ask_code(session: AsyncSession, asker: Asker, brake: Brake = _NONE) -> UUID:
    """Note that a code is asked for, in place of an older one of the same browser's; the id is for `issue_code`.

    Raises:
        CodeLimitError: one was asked for within the minute, or too many within the hour or day, or too many are open.
        BrakeError: strangers together have asked for too many, or tried too many wrong ones.
    """
    await _require_room(session, asker, brake)  # a flood is turned away before it stands in line
    await _stand_in_line(session, asker)
    await _require_room(session, asker, brake)
    now = clock.now()
    older = update(AskedCode).where(*_of_browser(asker), AskedCode.used_at.is_(None)).values(used_at=now)
    await session.execute(older, execution_options={"synchronize_session": False})
    row = AskedCode(
        id=new_id(),
        purpose=asker.purpose,
        identity=asker.identity,
        browser_hash=token_hash(asker.browser),
        known=asker.known,
        way=asker.way,
        wrong_tries=0,
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    session.add(row)
    await session.flush()
    await _forget_old(session, row)
    return row.id


async def issue_code(session: AsyncSession, ask: UUID, binding: bytes) -> tuple[AskedCode, str] | None:
    """Make the code that was asked for, once, bound to what it is for; None where it is made already or of no use now."""
    statement = select(AskedCode).where(AskedCode.id == ask).with_for_update()
    row = await session.scalar(statement)
    if row is None or row.code_hash is not None or row.used_at or row.expires_at <= clock.now():
        return None
    code = new_code()
    row.code_hash = code_hash(code, binding)
    return row, code


async def has_open_code(session: AsyncSession, asker: Asker) -> bool:
    """Whether this browser has a code, or one on its way, that can still be used."""
    statement = select(AskedCode.id).where(*_of_browser(asker), *_usable(clock.now()))
    return await session.scalar(statement.limit(1)) is not None


async def last_code(session: AsyncSession, asker: Asker) -> AskedCode | None:
    """The newest code of this browser, of use or not: for who is signed in and is told why theirs is of none."""
    statement = select(AskedCode).where(*_of_browser(asker)).order_by(AskedCode.created_at.desc())
    return await session.scalar(statement.limit(1))


async def use_code(session: AsyncSession, asker: Asker, binding: bytes, code: str) -> None:
    """Use up this browser's code. A wrong try is counted even though it is answered with an error.

    Raises:
        WrongTryError: it is wrong.
        CodeSpentError: this browser has no code that can be tried.
        BrakeError: strangers have tried too many wrong ones in this tenant, and this browser is not known.
    """
    if not await has_open_code(session, asker):
        raise CodeSpentError
    await _stand_in_line(session, asker)
    statement = select(AskedCode).where(*_of_browser(asker), *_usable(clock.now()))
    row = await session.scalar(statement.order_by(AskedCode.created_at.desc()).limit(1).with_for_update())
    if row is None:
        raise CodeSpentError
    if not row.known and (until := await _too_many_wrong(session, clock.now())):
        raise BrakeError(_seconds(until))
    if row.code_hash is not None and same(row.code_hash, code_hash(code.strip(), binding)):
        row.used_at = clock.now()
        return
    row.wrong_tries += 1
    if row.wrong_tries < TRIES:
        raise WrongTryError(TRIES - row.wrong_tries)
    raise CodeSpentError


async def spent(session: AsyncSession) -> Spent:
    """How much of the tenant's brake is used up now."""
    now, text = clock.now(), AskedCode.way == "sms"
    statement = select(
        func.count().filter(text, AskedCode.created_at > now - _HOUR),
        func.count().filter(text, AskedCode.created_at > now - _DAY),
        func.coalesce(func.sum(AskedCode.wrong_tries), 0),
    ).where(AskedCode.known.is_(False), AskedCode.created_at > now - _TRIED_WITHIN)
    return Spent(*(await session.execute(statement)).one())


@phone_changed.listener
async def _shut_out(session: AsyncSession, person_id: UUID) -> None:
    """Whoever holds the old number can do nothing with the codes that went to it."""
    codes = (AskedCode.identity == person_id.bytes, AskedCode.used_at.is_(None))
    await session.execute(update(AskedCode).where(*codes).values(used_at=clock.now()))


async def _require_room(session: AsyncSession, asker: Asker, brake: Brake) -> None:
    if not asker.known and (until := await _braked(session, asker, brake)):
        raise BrakeError(_seconds(until))
    if seconds := await code_wait(session, asker):
        raise CodeLimitError(seconds)


async def _stand_in_line(session: AsyncSession, asker: Asker) -> None:
    """Two at once must count each other: those of one owner, or all strangers of the tenant."""
    whose = asker.identity.hex() if asker.known else "strangers"
    key = func.hashtextextended(f"{tenant_of(session).schema}:code:{asker.purpose}:{whose}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _asked(session: AsyncSession, asker: Asker, now: datetime) -> Sequence[AskedCode]:
    """All that was asked for this number within a day, the newest first: the budgets let it be some dozens at most."""
    lately = (*_of_identity(asker), AskedCode.created_at > now - _DAY)
    return (
        await session.scalars(select(AskedCode).where(*lately).order_by(AskedCode.created_at.desc()))
    ).all()


def _budget(asked: Sequence[AskedCode], asker: Asker, now: datetime) -> Sequence[datetime]:
    """Until when each span is full."""
    sent = [row.created_at for row in asked if (row.known, row.way) == (asker.known, asker.way)]
    return [
        sent[most - 1] + span for span, most in _BUDGET if len(sent) >= most and sent[most - 1] > now - span
    ]


def _open(asked: Sequence[AskedCode], asker: Asker, now: datetime) -> Sequence[datetime]:
    """Until when other browsers hold as many codes to this number as there may be."""
    here = token_hash(asker.browser)
    others = [
        row
        for row in reversed(asked)
        if row.used_at is None
        and row.expires_at > now
        and row.wrong_tries < TRIES
        and row.browser_hash != here
    ]
    strangers = [row for row in others if not row.known]
    full = others[-_MOST_OPEN].expires_at if len(others) >= _MOST_OPEN else now
    if not asker.known and len(strangers) >= _OPEN_TO_STRANGERS:
        full = max(full, strangers[-_OPEN_TO_STRANGERS].expires_at)
    return [full]


async def _braked(session: AsyncSession, asker: Asker, brake: Brake) -> datetime | None:
    """Until when strangers can be sent no more in this way."""
    now = clock.now()
    spans = ((_HOUR, brake.per_hour), (_DAY, brake.per_day))
    ends = [_full_until(asker.way, span, most, now) for span, most in spans]
    row = (await session.execute(select(*ends, _wrong_until(now)))).one()
    return max((end for end in row if end is not None), default=None)


async def _too_many_wrong(session: AsyncSession, now: datetime) -> datetime | None:
    """Until when strangers have no try left, in any way."""
    until: datetime | None = await session.scalar(select(_wrong_until(now)))
    return until


def _full_until(way: str, span: timedelta, most: int, now: datetime) -> ScalarSelect[Any]:
    sent = (AskedCode.known.is_(False), AskedCode.way == way, AskedCode.created_at > now - span)
    newest = select(AskedCode.created_at + span).where(*sent).order_by(AskedCode.created_at.desc())
    return newest.offset(most - 1).limit(1).scalar_subquery()


def _wrong_until(now: datetime) -> ScalarSelect[Any]:
    tried = (
        AskedCode.known.is_(False),
        AskedCode.created_at > now - _TRIED_WITHIN,
        AskedCode.wrong_tries > 0,
    )
    # How many there were since each was asked for: the last to be full is the first to make room when it is forgotten.
    since = func.sum(AskedCode.wrong_tries).over(order_by=(AskedCode.created_at.desc(), AskedCode.id.desc()))
    sums = select(AskedCode.created_at.label("at"), since.label("wrong")).where(*tried).subquery()
    return select(func.max(sums.c.at) + _TRIED_WITHIN).where(sums.c.wrong >= WRONG_A_DAY).scalar_subquery()


def _of_identity(asker: Asker) -> tuple[ColumnElement[bool], ...]:
    return (AskedCode.identity == asker.identity, AskedCode.purpose == asker.purpose)


def _of_browser(asker: Asker) -> tuple[ColumnElement[bool], ...]:
    return (*_of_identity(asker), AskedCode.browser_hash == token_hash(asker.browser))


def _usable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (AskedCode.used_at.is_(None), AskedCode.expires_at > now, AskedCode.wrong_tries < TRIES)


def _seconds(until: datetime) -> int:
    return math.ceil((until - clock.now()).total_seconds())


async def _forget_old(session: AsyncSession, row: AskedCode) -> None:
    """One ask in so many clears away what no limit looks at any more."""
    if row.browser_hash[0] % _CLEARED_ONE_IN:
        return
    old = select(AskedCode.id).where(AskedCode.created_at < row.created_at - 2 * _DAY).limit(_MOST_CLEARED)
    # Two at once must not wait for each other's rows.
    statement = delete(AskedCode).where(AskedCode.id.in_(old.with_for_update(skip_locked=True)))
    await session.execute(statement, execution_options={"synchronize_session": False})
