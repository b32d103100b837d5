"""Reading departments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import DepartmentNotFoundError
from .models import Department


async def departments(session: AsyncSession) -> Sequence[Department]:
    """All departments in the order of the tree, sisters by name."""
    rows = (await session.scalars(select(Department))).all()
    below: dict[UUID | None, list[Department]] = {}
    for department in sorted(rows, key=lambda row: row.name):
        below.setdefault(department.parent_id, []).append(department)
    ordered: list[Department] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        department = waiting.pop()
        ordered.append(department)
        waiting.extend(reversed(below.get(department.id, [])))
    return ordered


async def path_of(session: AsyncSession, department_id: UUID) -> str:
    """The ids from the top down to the department, between slashes; empty where there is no such department."""
    return await session.scalar(select(Department.path).where(Department.id == department_id)) or ""


async def department(session: AsyncSession, department_id: UUID) -> Department:
    """One department.

    Raises:
        DepartmentNotFoundError: not in this tenant.
    """
    found = await session.get(Department, department_id)
    if found is None:
        raise DepartmentNotFoundError
    return found
