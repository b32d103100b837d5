"""Reading employers and employees."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import LegalEntity


async def legal_entities(session: AsyncSession) -> Sequence[LegalEntity]:
    """The tenant's employers."""
    return (await session.scalars(select(LegalEntity).order_by(LegalEntity.id))).all()


async def legal_entity(session: AsyncSession, legal_entity_id: UUID) -> LegalEntity | None:
    """One employer."""
    return await session.get(LegalEntity, legal_entity_id)
