"""How well the log-ins are guarded: of whom a second factor is asked, who has one, which tries failed."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.auth.devices import device_name
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.sign_in.factors import ask_of, clear_factors
from ....tenants.access.sign_in.queries import failed_tries, guarded
from ....tenants.access.sign_in.sessions import revoke_others
from ....tenants.access.users.feature import UserPermission
from ....tenants.access.users.queries import user
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.company.settings.queries import tenant_settings
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

_CHOICES = (
    ("off", lazy("不要求"), lazy("成员自己决定是否使用两步验证")),
    ("managers", lazy("管理和用印的人"), lazy("能管理成员、角色、设置或用印的成员必须使用")),
    ("all", lazy("所有成员"), lazy("没有添加的成员下次操作时先添加")),
)
_WAYS = {
    "password": lazy("密码"),
    "code": lazy("手机验证码"),
    "passkey": lazy("通行密钥"),
    "second": lazy("两步验证"),
    "proof": lazy("再次验证"),
}


class SecurityController(Controller):
    """`/hr/security`."""

    path = "/hr/security"
    dependencies = needs(UserPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """All of it."""
        return await self._page(console, Form())

    @post("/", dependencies=reauthenticated(SettingsPermission.MANAGE, doing=lazy("修改两步验证要求")))
    async def change(self, console: Console) -> Response[Any]:
        """Ask it of others; it holds from everybody's next click."""
        form = await console.form()
        chosen = form.choice("second_factor", tuple(choice[0] for choice in _CHOICES))
        if not form.ok:
            return await self._page(console, form)
        await ask_of(console.session, chosen, actor=console.actor)
        return console.redirect(href("hr.security.show"), flash=_("已保存。"))

    @post(
        "/{user_id:uuid}/clear",
        dependencies=reauthenticated(UserPermission.MANAGE, doing=lazy("清除成员的两步验证")),
    )
    async def clear(self, console: Console, user_id: FromPath[UUID]) -> Response[Any]:
        """For who has lost phone and recovery codes; their sessions end."""
        session = console.session
        found = await user(session, user_id)
        await clear_factors(session, found, actor=console.actor)
        await revoke_others(
            session, found.id, console.staff.session_id if found.id == console.staff.id else None
        )
        said = _("已清除 {name} 的两步验证，请提醒对方重新添加。").format(name=found.name)
        return console.redirect(href("hr.security.show"), flash=said)

    async def _page(self, console: ConsoleRequest, form: Form) -> Response[str]:
        session = console.session
        tries = [
            (item, device_name(item.row.user_agent), _WAYS[item.row.way])
            for item in await failed_tries(session)
        ]
        return await console.page(
            "security",
            "hr/access/security/show.html",
            status_code=200 if form.ok else 422,
            form=form,
            chosen=(await tenant_settings(session)).second_factor,
            choices=_CHOICES,
            people=await guarded(session),
            tries=tries,
        )
