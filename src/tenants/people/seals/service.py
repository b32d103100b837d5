"""Company seals."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from .errors import NoSealError
from .models import Seal


def add_seal(session: AsyncSession, legal_entity_id: UUID, *, kind: str, serial: str) -> Seal:
    """A new seal of an employer, in use at once."""
    seal = Seal(
        id=new_id(),
        legal_entity_id=legal_entity_id,
        kind=kind,
        serial=serial,
        active=True,
        created_at=clock.now(),
    )
    session.add(seal)
    return seal


async def seal_in_use(session: AsyncSession, legal_entity_id: UUID) -> Seal:
    """The seal the employer uses.

    Raises:
        NoSealError: none is in use.
    """
    statement = select(Seal).where(Seal.legal_entity_id == legal_entity_id, Seal.active).order_by(Seal.id)
    seal = await session.scalar(statement.limit(1))
    if seal is None:
        raise NoSealError
    return seal
