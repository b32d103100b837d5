"""A member's sessions: which there are, ending them, noting that they are used, proving again who it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ...audit.service import record
from ..sessions.models import Session
from ..sessions.service import IDLE
from ..users.models import User
from .errors import SessionNotFoundError
from .feature import SignInEvent

FRESH = timedelta(minutes=10)
_SEEN_EVERY = timedelta(minutes=1)
_LIVING = (Session.kind == "user", Session.revoked_at.is_(None))


async def sessions_of(session: AsyncSession, user_id: UUID) -> Sequence[Session]:
    """Where a member is signed in now, last used first."""
    now, seen = clock.now(), func.coalesce(Session.seen_at, Session.created_at)
    alive = (*_LIVING, Session.expires_at > now, seen > now - IDLE)
    statement = select(Session).where(Session.subject_id == user_id, *alive).order_by(seen.desc())
    return (await session.scalars(statement)).all()


async def note_seen(session: AsyncSession, session_id: UUID, seen_at: datetime) -> None:
    """Keep when a session was last used, at most once a minute; who is not first does not wait for who is."""
    now = clock.now()
    if now - seen_at < _SEEN_EVERY or tenant_of(session).moving:
        return
    free = (
        select(Session.id)
        .where(Session.id == session_id, func.coalesce(Session.seen_at, Session.created_at) <= seen_at)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = update(Session).where(Session.id == free).values(seen_at=now)
    await session.execute(statement, execution_options={"synchronize_session": False})


async def revoke(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """End one session of a member, from this moment.

    Raises:
        SessionNotFoundError: they have no such session.
    """
    mine = (Session.id == session_id, Session.subject_id == user_id, *_LIVING)
    statement = update(Session).where(*mine).values(revoked_at=clock.now()).returning(Session.id)
    if await session.scalar(statement) is None:
        raise SessionNotFoundError
    _record(session, user_id, 1)


async def revoke_others(session: AsyncSession, user_id: UUID, keep: UUID | None) -> int:
    """End every session of a member but `keep`; returns how many."""
    mine = [Session.subject_id == user_id, *_LIVING]
    if keep is not None:
        mine.append(Session.id != keep)
    statement = update(Session).where(*mine).values(revoked_at=clock.now()).returning(Session.id)
    ended = len((await session.scalars(statement)).all())
    if ended:
        _record(session, user_id, ended)
    return ended


def is_fresh(proved_at: datetime | None) -> bool:
    """Whether a proof still counts."""
    return proved_at is not None and clock.now() - proved_at < FRESH


async def note_proof(session: AsyncSession, session_id: UUID, user: User, *, by: str) -> None:
    """Somebody signed in has shown again that it is them; `by`: what they showed."""
    await session.execute(update(Session).where(Session.id == session_id).values(proved_at=clock.now()))
    data = {"user": str(user.id), "by": by}
    record(session, SignInEvent.IDENTITY_PROVED, actor=f"user:{user.id}", data=data)


def _record(session: AsyncSession, user_id: UUID, sessions: int) -> None:
    data = {"user": str(user_id), "sessions": sessions}
    record(session, SignInEvent.SESSION_REVOKED, actor=f"user:{user_id}", data=data)
