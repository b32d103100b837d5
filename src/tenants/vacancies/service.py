"""Openings."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.ids import new_id
from .models import Vacancy


async def find_or_add(
    session: AsyncSession,
    *,
    title: str,
    department: str = "",
    kind: str = "",
    location: str = "",
) -> Vacancy:
    """The opening with this title, department and place; made when it is new."""
    known = select(Vacancy).where(
        Vacancy.title == title,
        Vacancy.department == department,
        Vacancy.location == location,
    )
    vacancy = await session.scalar(known)
    if vacancy is None:
        vacancy = Vacancy(
            id=new_id(),
            title=title,
            department=department,
            kind=kind,
            location=location,
        )
        session.add(vacancy)
        await session.flush()
    return vacancy
