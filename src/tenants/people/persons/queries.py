"""Reading persons."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import PersonNotFoundError
from .models import Person


async def person(session: AsyncSession, person_id: UUID) -> Person:
    """One person.

    Raises:
        PersonNotFoundError: not in this tenant.
    """
    found = await session.get(Person, person_id)
    if found is None:
        raise PersonNotFoundError
    return found


async def persons(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Several, by their ids; who is not in this tenant is left out."""
    return {one.id: one for one in await session.scalars(select(Person).where(Person.id.in_(ids)))}


async def lock_person(session: AsyncSession, person_id: UUID) -> None:
    """Let whoever else does something about this person finish first, whichever of their applications it is about.

    What is known of the person is read again: somebody may have changed it meanwhile.
    """
    statement = select(Person).where(Person.id == person_id).with_for_update(of=Person, key_share=True)
    await session.execute(statement, execution_options={"populate_existing": True})


async def is_now(session: AsyncSession, person_id: UUID, kept_id: UUID) -> bool:
    """Whether a person is this one: the same, or made one with them since."""
    if person_id == kept_id:
        return True
    merged = select(Person.id).where(Person.id == person_id, Person.merged_into_id == kept_id)
    return await session.scalar(merged) is not None
