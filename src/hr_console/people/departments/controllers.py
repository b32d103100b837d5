"""The organisation as a tree."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.feature import UserPermission
from ....tenants.audit.service import attempt
from ....tenants.people.departments.models import Department
from ....tenants.people.departments.queries import department, departments
from ....tenants.people.departments.service import add, move, remove, rename
from ...actor import needs
from ...context import Console, ConsoleRequest

_LONGEST = 40


class DepartmentController(Controller):
    """`/hr/departments`."""

    path = "/hr/departments"
    dependencies = needs(UserPermission.MANAGE)

    @get("/")
    async def tree(self, console: Console) -> Response[str]:
        """The whole tree, and the form for a new department."""
        return await self._tree(console, Form())

    @post("/")
    async def make(self, console: Console) -> Response[Any]:
        """Add a department."""
        form = await console.form()
        name = form.text("name", most=_LONGEST)
        if form.ok:
            try:
                parent = await _parent(console.session, form)
                await add(console.session, name=name, parent=parent, actor=console.actor)
                return console.redirect(
                    href("hr.departments.tree"), flash=_("已添加「{name}」。").format(name=name)
                )
            except DomainError as refused:
                form.refuse(refused)
        return await self._tree(console, form, status=422)

    @get("/{department_id:uuid}")
    async def show(self, console: Console, department_id: FromPath[UUID]) -> Response[str]:
        """One department, to be renamed, moved or taken away."""
        found = await department(console.session, department_id)
        form = Form({"name": found.name, "parent": str(found.parent_id or "")})
        return await self._one(console, found, form)

    @post("/{department_id:uuid}")
    async def change(self, console: Console, department_id: FromPath[UUID]) -> Response[Any]:
        """Rename and move it."""
        session = console.session
        found = await department(session, department_id)
        form = await console.form()
        name = form.text("name", most=_LONGEST)
        if form.ok:
            try:
                async with attempt(session):
                    await move(session, found, await _parent(session, form), actor=console.actor)
                    if name != found.name:
                        await rename(session, found, name, actor=console.actor)
                return console.redirect(
                    href("hr.departments.tree"), flash=_("已保存「{name}」。").format(name=name)
                )
            except DomainError as refused:
                form.refuse(refused)
        await session.refresh(found)
        return await self._one(console, found, form, status=422)

    @post("/{department_id:uuid}/delete")
    async def delete(self, console: Console, department_id: FromPath[UUID]) -> Response[Any]:
        """Take an empty department away."""
        session = console.session
        found = await department(session, department_id)
        form = Form({"name": found.name, "parent": str(found.parent_id or "")})
        try:
            await remove(session, found, actor=console.actor)
        except DomainError as refused:
            form.refuse(refused)
            await session.refresh(found)
            return await self._one(console, found, form, status=422)
        return console.redirect(href("hr.departments.tree"), flash=_("部门已删除。"))

    async def _tree(self, console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
        rows = await departments(console.session)
        return await console.page(
            "departments",
            "hr/people/departments/tree.html",
            status_code=status,
            rows=rows,
            parents=_choices(rows),
            form=form,
        )

    async def _one(
        self, console: ConsoleRequest, found: Department, form: Form, status: int = 200
    ) -> Response[str]:
        others = [row for row in await departments(console.session) if not row.path.startswith(found.path)]
        return await console.page(
            "departments",
            "hr/people/departments/form.html",
            status_code=status,
            department=found,
            parents=_choices(others),
            form=form,
        )


async def _parent(session: AsyncSession, form: Form) -> Department | None:
    try:
        return await department(session, UUID(form.value("parent"))) if form.value("parent") else None
    except ValueError:
        return None


def _choices(rows: Any) -> list[tuple[str, str]]:
    return [("", _("最上级")), *((str(row.id), "　" * row.depth + row.name) for row in rows)]
