"""Roles: what comes with the product, and the tenant's own."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.features import Permission
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.roles.built_in import BUILT_IN
from ....tenants.access.roles.feature import RolePermission
from ....tenants.access.roles.models import Role
from ....tenants.access.roles.rights import permissions_in
from ....tenants.access.users.queries import own_role, own_roles
from ....tenants.access.users.service import remove_role, save_role
from ....tenants.audit.service import attempt
from ....tenants.features import permissions
from ...actor import Staff, needs, proven
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_PROVEN = proven(RolePermission.MANAGE, doing=lazy("修改自定义角色"))


class RoleController(Controller):
    """`/hr/roles`."""

    path = "/hr/roles"
    dependencies = needs(RolePermission.MANAGE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Every permission, and which role has it."""
        return await console_page(
            request,
            session,
            staff,
            "roles",
            "hr/access/roles/list.html",
            built_in=BUILT_IN.values(),
            own=await own_roles(session),
            permissions=permissions().values(),
        )

    @get("/new")
    async def blank(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """An empty role."""
        return await self._form(request, session, staff, None, Form(), frozenset())

    @post("/new", dependencies=_PROVEN)
    async def make(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Keep a new role."""
        return await self._save(request, session, staff, None)

    @get("/{role_id:uuid}")
    async def show(
        self, request: AnyRequest, role_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[str]:
        """One of the tenant's own roles."""
        role = await own_role(session, role_id)
        chosen = permissions_in(role.permissions)
        return await self._form(request, session, staff, role, Form({"name": role.name}), chosen)

    @post("/{role_id:uuid}", dependencies=_PROVEN)
    async def change(
        self, request: AnyRequest, role_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Change it for everybody who has it."""
        return await self._save(request, session, staff, await own_role(session, role_id))

    @post("/{role_id:uuid}/delete", dependencies=_PROVEN)
    async def delete(
        self, request: AnyRequest, role_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Take it away when nobody has it."""
        await remove_role(session, await own_role(session, role_id), actor=staff.actor)
        return redirect(request, "/hr/roles", flash=_("角色已删除。"))

    async def _save(
        self, request: AnyRequest, session: AsyncSession, staff: Staff, role: Role | None
    ) -> Response[Any]:
        form = await Form.read(request)
        name = form.text("name", most=20)
        chosen = permissions_in(form.all("permission"))
        if not chosen:
            form.add_error("permission", _("请至少选一项权限。"))
        if form.ok:
            try:
                async with attempt(session):
                    await save_role(session, role, name=name, permissions=chosen, actor=staff.actor)
                return redirect(request, "/hr/roles", flash=_("角色「{name}」已保存。").format(name=name))
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(request, session, staff, role, form, chosen, status=422)

    async def _form(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        role: Role | None,
        form: Form,
        chosen: frozenset[Permission],
        status: int = 200,
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "roles",
            "hr/access/roles/form.html",
            status_code=status,
            role_id=role.id if role is not None else None,
            form=form,
            chosen=chosen,
            permissions=permissions().values(),
        )
