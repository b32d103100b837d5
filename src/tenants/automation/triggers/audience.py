"""Who is written to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...access.roles.models import RoleAssignment
from ...access.users.models import User
from ...hiring.candidates.models import Application
from ...hiring.interviews.models import InterviewAssignment
from ...hiring.vacancies.models import Vacancy
from ...people.departments.models import Department


async def members_for(
    session: AsyncSession, audience: str, applications: Sequence[UUID]
) -> dict[UUID, list[User]]:
    """The active members an audience means, for each application; nobody for the candidate and for groups.

    A role means those who hold it for the application's department, one above it, or the whole company.
    """
    statement = _statement(audience)
    if statement is None:
        return {}
    rows = await session.execute(
        statement.where(Application.id.in_(applications), User.active).distinct().order_by(User.id)
    )
    found: dict[UUID, list[User]] = {}
    for application_id, user in rows:
        found.setdefault(application_id, []).append(user)
    return found


def _statement(audience: str) -> Select[UUID, User] | None:
    chosen = select(Application.id, User)
    if audience == "manager":
        return chosen.join(Vacancy, Vacancy.id == Application.vacancy_id).join(
            User, User.id == Vacancy.hiring_manager_id
        )
    if audience == "panel":
        return chosen.join(
            InterviewAssignment,
            (InterviewAssignment.application_id == Application.id)
            & InterviewAssignment.released_at.is_(None),
        ).join(User, User.id == InterviewAssignment.user_id)
    if not audience.startswith("role:"):
        return None
    departments = Department.__table__  # rules: allow core_table – known to every member
    own, given = departments.alias("own"), departments.alias("given")
    covers = or_(RoleAssignment.department_id.is_(None), func.starts_with(own.c.path, given.c.path))
    return (
        chosen.join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(own, own.c.id == Vacancy.department_id)
        .join(RoleAssignment, RoleAssignment.role == audience.removeprefix("role:"))
        .outerjoin(given, given.c.id == RoleAssignment.department_id)
        .where(covers)
        .join(User, User.id == RoleAssignment.user_id)
    )
