"""People: who belongs here, with which roles; inviting, changing, keeping out."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_email
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.roles.built_in import BUILT_IN
from ....tenants.access.users.feature import UserPermission
from ....tenants.access.users.models import User
from ....tenants.access.users.queries import (
    colleague,
    colleagues,
    invitation,
    open_invitations,
    own_roles,
    user,
)
from ....tenants.access.users.service import GivenRole, change_roles, invite, revoke, set_active
from ....tenants.audit.service import attempt
from ....tenants.people.departments.queries import departments
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

_PROVEN = reauthenticated(UserPermission.MANAGE, doing=lazy("修改成员和角色"))
_MOST_ROLES = 12
_BLANK_ROWS = 2


class PeopleController(Controller):
    """`/hr/people`."""

    path = "/hr/people"
    dependencies = needs(UserPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Everybody, and who was asked to join."""
        return await console.page(
            "people",
            "hr/access/users/list.html",
            people=await colleagues(console.session),
            invitations=await open_invitations(console.session),
        )

    @get("/new")
    async def blank(self, console: Console) -> Response[str]:
        """The form to ask somebody."""
        return await self._form(console, None, Form({"role-0": "hr"}))

    @post("/new", dependencies=_PROVEN)
    async def ask(self, console: Console) -> Response[Any]:
        """Send an invitation."""
        form = await console.form()
        name = form.text("name", most=40)
        login = form.parsed("login", parse_email)
        roles = _roles(form)
        if form.ok and login is not None:
            try:
                by = await console.session.get_one(User, console.staff.id)
                await invite(console.session, login=login, name=name, roles=roles, by=by)
                said = _("已向 {login} 发出邀请，7 天内有效。").format(login=login)
                return console.redirect(href("hr.users.listing"), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(console, None, form, status=422)

    @get("/{user_id:uuid}")
    async def show(self, console: Console, user_id: FromPath[UUID]) -> Response[str]:
        """One person's roles."""
        found = await colleague(console.session, user_id)
        values: dict[str, str] = {}
        for number, held in enumerate(found.roles):
            values |= {f"role-{number}": held.role, f"department-{number}": str(held.department_id or "")}
        return await self._form(console, found.user, Form(values))

    @post("/{user_id:uuid}", dependencies=_PROVEN)
    async def change(self, console: Console, user_id: FromPath[UUID]) -> Response[Any]:
        """Give these roles and no others."""
        session = console.session
        found = await user(session, user_id)
        form = await console.form()
        roles = _roles(form)
        if form.ok:
            try:
                async with attempt(session):
                    await change_roles(session, found, roles, actor=console.actor)
                return console.redirect(
                    href("hr.users.listing"), flash=_("已保存 {name} 的角色。").format(name=found.name)
                )
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(console, found, form, status=422)

    @post("/{user_id:uuid}/active", dependencies=_PROVEN)
    async def let_in_or_keep_out(self, console: Console, user_id: FromPath[UUID]) -> Response[Any]:
        """Keep somebody out from this moment, or let them in again."""
        found = await user(console.session, user_id)
        form = await console.form()
        await set_active(console.session, found, form.value("active") == "yes", actor=console.actor)
        said = _("{name} 可以登录了。") if found.active else _("{name} 已停用，所有登录已退出。")
        return console.redirect(href("hr.users.listing"), flash=said.format(name=found.name))

    @post("/invitations/{invitation_id:uuid}/revoke")
    async def take_back(self, console: Console, invitation_id: FromPath[UUID]) -> Response[Any]:
        """Take an invitation back."""
        found = await invitation(console.session, invitation_id)
        await revoke(console.session, found, actor=console.actor)
        return console.redirect(href("hr.users.listing"), flash=_("邀请已撤回，链接失效。"))

    async def _form(
        self, console: ConsoleRequest, person: User | None, form: Form, status: int = 200
    ) -> Response[str]:
        used = [number for number in range(_MOST_ROLES) if form.value(f"role-{number}")]
        rows = min(_MOST_ROLES, max(used, default=-1) + 1 + _BLANK_ROWS)
        roles = [(code, str(role.name)) for code, role in BUILT_IN.items()]
        roles += [(str(role.id), role.name) for role in await own_roles(console.session)]
        places = [(str(row.id), "　" * row.depth + row.name) for row in await departments(console.session)]
        return await console.page(
            "people",
            "hr/access/users/form.html",
            status_code=status,
            person=person,
            form=form,
            rows=range(rows),
            roles=[("", _("不选")), *roles],
            places=[("", _("整个企业")), *places],
            built_in=BUILT_IN.values(),
        )


def _roles(form: Form) -> list[GivenRole]:
    """The rows of the form that name a role."""
    given: list[GivenRole] = []
    for number in range(_MOST_ROLES):
        role, place = form.value(f"role-{number}"), form.value(f"department-{number}")
        try:
            department_id = UUID(place) if place else None
        except ValueError:
            form.add_error(f"department-{number}", _("请选择一项。"))
            continue
        if role:
            given.append(GivenRole(role, department_id))
    if not given:
        form.add_error("role-0", _("请至少选一个角色。"))
    return given
