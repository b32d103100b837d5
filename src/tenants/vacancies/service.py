"""Openings."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.ids import new_id
from ..audit.events import Event
from ..audit.service import record
from ..departments.models import Department
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


async def place(
    session: AsyncSession,
    vacancy: Vacancy,
    *,
    department: Department | None,
    hiring_manager_id: UUID | None,
    actor: str,
) -> None:
    """Hang an opening under a department and give it a hiring manager: who may see its candidates follows."""
    vacancy.department_id = department.id if department is not None else None
    vacancy.hiring_manager_id = hiring_manager_id
    data = {
        "vacancy": str(vacancy.id),
        "department": str(department.id) if department is not None else "",
        "hiring_manager": str(hiring_manager_id or ""),
    }
    record(session, Event.VACANCY_PLACED, actor=actor, data=data)
