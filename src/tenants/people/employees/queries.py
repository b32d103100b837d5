"""Reading employees."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..employers.models import LegalEntity
from ..persons.models import Person
from .models import Employee


async def employees(
    session: AsyncSession,
) -> Sequence[tuple[Employee, Person, LegalEntity]]:
    """Everyone who is employed, newest first."""
    statement = (
        select(Employee, Person, LegalEntity)
        .join(Person, Person.id == Employee.person_id)
        .join(LegalEntity, LegalEntity.id == Employee.legal_entity_id)
        .order_by(Employee.filed_at.desc())
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(statement)]
