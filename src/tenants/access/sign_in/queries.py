"""What an admin looks at: failed tries, and who has which factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..sessions.models import Session
from ..users.models import User
from .models import SignInTry

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Try:
    """One failed try and whose log-in it was for, where there is one."""

    row: SignInTry
    name: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """A member and how well their log-in is guarded."""

    id: UUID
    name: str
    login: str
    second_factor: bool
    seen_at: datetime | None


async def failed_tries(session: AsyncSession) -> Sequence[Try]:
    """The newest failed tries."""
    statement = (
        select(SignInTry, User.name)
        .outerjoin(User, User.id == SignInTry.user_id)
        .order_by(SignInTry.at.desc())
        .limit(_SHOWN)
    )
    return [Try(row, name or "") for row, name in await session.execute(statement)]


async def guarded(session: AsyncSession) -> Sequence[Guarded]:
    """Every active member with a seat, those without a second factor first."""
    seen = (
        select(func.max(func.coalesce(Session.seen_at, Session.created_at)))
        .where(Session.subject_id == User.id, Session.kind == "user")
        .scalar_subquery()
    )
    statement = (
        select(User.id, User.name, User.login, User.second_factor, seen)
        .where(User.active, User.seat)
        .order_by(User.second_factor, User.name)
    )
    return [Guarded(*row) for row in await session.execute(statement)]
