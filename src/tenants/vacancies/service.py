"""Openings."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.ids import new_id
from ..departments.service import find_or_add as find_or_add_department
from .models import Vacancy


async def find_or_add(
    session: AsyncSession,
    *,
    title: str,
    department: str = "",
    kind: str = "",
    location: str = "",
    actor: str = "system",
) -> Vacancy:
    """The opening with this title, department and place; made when it is new, with its department."""
    known = select(Vacancy).where(
        Vacancy.title == title,
        Vacancy.department == department,
        Vacancy.location == location,
    )
    vacancy = await session.scalar(known)
    if vacancy is None:
        place = await find_or_add_department(session, department, actor=actor) if department else None
        vacancy = Vacancy(
            id=new_id(),
            title=title,
            department=department,
            kind=kind,
            location=location,
            department_id=place.id if place is not None else None,
        )
        session.add(vacancy)
        await session.flush()
    return vacancy
