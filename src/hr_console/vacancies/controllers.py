"""Openings: which department each belongs to, and whose it is."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import redirect
from ...platform.i18n import gettext as _
from ...tenants.access.permissions import Permission
from ...tenants.access.queries import users_with
from ...tenants.departments.queries import departments
from ...tenants.vacancies.queries import vacancies, vacancy
from ...tenants.vacancies.service import place
from ..actor import Staff, needs
from ..nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class VacancyController(Controller):
    """`/hr/posts`."""

    path = "/hr/posts"
    dependencies = needs(Permission.PEOPLE_MANAGE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Every opening with its place."""
        return await console_page(
            request,
            session,
            staff,
            "departments",
            "hr/vacancies/list.html",
            rows=await vacancies(session),
            departments=await departments(session),
            managers=await users_with(session, Permission.INTERVIEWS_SCORE),
        )

    @post("/{vacancy_id:uuid}")
    async def change(
        self, request: AnyRequest, vacancy_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Place one opening."""
        found = await vacancy(session, vacancy_id)
        form = await Form.read(request)
        places = {str(row.id): row for row in await departments(session)}
        managers = {str(user.id): user for user in await users_with(session, Permission.INTERVIEWS_SCORE)}
        department, manager = places.get(form.value("department")), managers.get(form.value("manager"))
        await place(
            session,
            found,
            department=department,
            hiring_manager_id=manager.id if manager is not None else None,
            actor=staff.actor,
        )
        return redirect(request, "/hr/posts", flash=_("已保存「{title}」的归属。").format(title=found.title))
