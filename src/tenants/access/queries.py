"""Reading users."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import User


async def user(session: AsyncSession, user_id: UUID) -> User | None:
    """One active user."""
    found = await session.get(User, user_id)
    return found if found is not None and found.active else None


async def users(session: AsyncSession, *, role: str = "") -> Sequence[User]:
    """Active users, by name."""
    statement = select(User).where(User.active).order_by(User.name)
    if role:
        statement = statement.where(User.role == role)
    return (await session.scalars(statement)).all()
