"""Changing the tree."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.ids import new_id
from ...audit.service import record
from .errors import DepartmentInUseError, DepartmentLoopError, DepartmentNameTakenError
from .feature import DepartmentEvent
from .models import Department, path_of


async def add(session: AsyncSession, *, name: str, parent: Department | None, actor: str) -> Department:
    """A new department below `parent`, or at the top.

    Raises:
        DepartmentNameTakenError: a sister has this name.
    """
    department_id = new_id()
    department = Department(
        id=department_id,
        name=name,
        parent_id=parent.id if parent is not None else None,
        path=path_of(department_id, parent),
    )
    async with _names_differ(session):
        session.add(department)
    _record(session, department, "added", actor)
    return department


async def find_or_add(session: AsyncSession, name: str, *, actor: str) -> Department:
    """The department a sheet names: the one so called, wherever it hangs; a new one at the top where none is.

    Where several are called so, the highest is meant.
    """
    named = select(Department).where(Department.name == name).order_by(func.length(Department.path)).limit(1)
    return await session.scalar(named) or await add(session, name=name, parent=None, actor=actor)


async def rename(session: AsyncSession, department: Department, name: str, *, actor: str) -> None:
    """Give it another name.

    Raises:
        DepartmentNameTakenError: a sister has this name.
    """
    async with _names_differ(session):
        department.name = name
    _record(session, department, "renamed", actor)


async def move(
    session: AsyncSession, department: Department, parent: Department | None, *, actor: str
) -> None:
    """Hang a department with all below it under another, or at the top.

    Raises:
        DepartmentLoopError: `parent` lies below it.
        DepartmentNameTakenError: a department there has its name.
    """
    if parent is not None and parent.path.startswith(department.path):
        raise DepartmentLoopError
    before, after = department.path, path_of(department.id, parent)
    if before == after:
        return
    async with _names_differ(session):
        department.parent_id = parent.id if parent is not None else None
        department.path = after
    below = select(Department).where(Department.path.startswith(before, autoescape=True))
    for descendant in await session.scalars(below):
        descendant.path = after + descendant.path.removeprefix(before)
    await session.flush()
    _record(session, department, "moved", actor)


async def remove(session: AsyncSession, department: Department, *, actor: str) -> None:
    """Take an empty department away.

    Raises:
        DepartmentInUseError: departments, vacancies, employees' files, contracts or roles hang on it.
    """
    try:
        async with session.begin_nested():
            await session.delete(department)
    except IntegrityError:
        raise DepartmentInUseError from None
    _record(session, department, "removed", actor)


@asynccontextmanager
async def _names_differ(session: AsyncSession) -> AsyncIterator[None]:
    try:
        async with session.begin_nested():  # changes are made inside: entering writes what is pending
            yield
    except IntegrityError:
        raise DepartmentNameTakenError from None


def _record(session: AsyncSession, department: Department, change: str, actor: str) -> None:
    data = {"department": str(department.id), "change": change}
    record(session, DepartmentEvent.CHANGED, actor=actor, data=data)
