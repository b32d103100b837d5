"""Roles: what comes with the product, and the tenant's own."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.features import Permission
from ....platform.http.addresses import href
from ....platform.http.forms import Form
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
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

_PROVEN = reauthenticated(RolePermission.MANAGE, doing=lazy("修改自定义角色"))


class RoleController(Controller):
    """`/hr/roles`."""

    path = "/hr/roles"
    dependencies = needs(RolePermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every permission, and which role has it."""
        return await console.page(
            "roles",
            "hr/access/roles/list.html",
            built_in=BUILT_IN.values(),
            own=await own_roles(console.session),
            permissions=permissions().values(),
        )

    @get("/new")
    async def blank(self, console: Console) -> Response[str]:
        """An empty role."""
        return await self._form(console, None, Form(), frozenset())

    @post("/new", dependencies=_PROVEN)
    async def make(self, console: Console) -> Response[Any]:
        """Keep a new role."""
        return await self._save(console, None)

    @get("/{role_id:uuid}")
    async def show(self, console: Console, role_id: FromPath[UUID]) -> Response[str]:
        """One of the tenant's own roles."""
        role = await own_role(console.session, role_id)
        chosen = permissions_in(role.permissions)
        return await self._form(console, role, Form({"name": role.name}), chosen)

    @post("/{role_id:uuid}", dependencies=_PROVEN)
    async def change(self, console: Console, role_id: FromPath[UUID]) -> Response[Any]:
        """Change it for everybody who has it."""
        return await self._save(console, await own_role(console.session, role_id))

    @post("/{role_id:uuid}/delete", dependencies=_PROVEN)
    async def delete(self, console: Console, role_id: FromPath[UUID]) -> Response[Any]:
        """Take it away when nobody has it."""
        await remove_role(console.session, await own_role(console.session, role_id), actor=console.actor)
        return console.redirect(href("hr.roles.listing"), flash=_("角色已删除。"))

    async def _save(self, console: ConsoleRequest, role: Role | None) -> Response[Any]:
        form = await console.form()
        name = form.text("name", most=20)
        chosen = permissions_in(form.all("permission"))
        if not chosen:
            form.add_error("permission", _("请至少选一项权限。"))
        if form.ok:
            try:
                async with attempt(console.session):
                    await save_role(console.session, role, name=name, permissions=chosen, actor=console.actor)
                return console.redirect(
                    href("hr.roles.listing"), flash=_("角色「{name}」已保存。").format(name=name)
                )
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(console, role, form, chosen, status=422)

    async def _form(
        self,
        console: ConsoleRequest,
        role: Role | None,
        form: Form,
        chosen: frozenset[Permission],
        status: int = 200,
    ) -> Response[str]:
        return await console.page(
            "roles",
            "hr/access/roles/form.html",
            status_code=status,
            role_id=role.id if role is not None else None,
            form=form,
            chosen=chosen,
            permissions=permissions().values(),
        )
