"""Reading connections."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import KINDS, SsoConnection


async def connections(session: AsyncSession, *, usable: bool = False) -> Sequence[SsoConnection]:
    """The tenant's connections in the order they were made; `usable`: only those switched on."""
    statement = select(SsoConnection).order_by(SsoConnection.id)
    if usable:
        statement = statement.where(SsoConnection.enabled, SsoConnection.kind.in_(KINDS))
    return (await session.scalars(statement)).all()
