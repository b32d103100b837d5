"""Reading employers and employees."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...contracts.labour_contracts.models import Contract
from ...hiring.candidates.models import Person
from .models import Employee, LegalEntity


async def legal_entities(session: AsyncSession) -> Sequence[LegalEntity]:
    """The tenant's employers."""
    return (await session.scalars(select(LegalEntity).order_by(LegalEntity.id))).all()


async def legal_entity(session: AsyncSession, legal_entity_id: UUID) -> LegalEntity | None:
    """One employer."""
    return await session.get(LegalEntity, legal_entity_id)


async def employees(
    session: AsyncSession,
) -> Sequence[tuple[Employee, Person, Contract, LegalEntity]]:
    """Everyone whose contract is completed, newest first."""
    statement = (
        select(Employee, Person, Contract, LegalEntity)
        .join(Person, Person.id == Employee.person_id)
        .join(Contract, Contract.id == Employee.contract_id)
        .join(LegalEntity, LegalEntity.id == Employee.legal_entity_id)
        .order_by(Employee.filed_at.desc())
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(statement)]
