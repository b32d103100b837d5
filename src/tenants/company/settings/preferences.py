"""What each person of the staff set for themselves."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from .models import UserPreference


async def preference(session: AsyncSession, user_id: UUID, key: str) -> list[Any] | None:
    """What somebody chose; None where they did not."""
    found = await session.get(UserPreference, (user_id, key))
    return found.value if found is not None else None


async def prefer(session: AsyncSession, user_id: UUID, key: str, value: list[Any]) -> None:
    """Keep a choice in place of the one before."""
    statement = insert(UserPreference).values(user_id=user_id, key=key, value=value)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["user_id", "key"], set_={"value": value})
    )
