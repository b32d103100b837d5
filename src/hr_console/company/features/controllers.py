"""Features: on, off, or for pilot departments first."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import NotFoundError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.company.settings.features import MODES, WORDS, Feature, Mode, switches, turn
from ....tenants.people.departments.queries import departments
from ...actor import needs
from ...context import Console, ConsoleRequest


class FeatureController(Controller):
    """`/hr/features`."""

    path = "/hr/features"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every feature with its switch."""
        return await self._page(console, None, Form())

    @post("/{code:str}")
    async def change(self, console: Console, code: FromPath[str]) -> Response[Any]:
        """Switch one."""
        feature = next((feature for feature in Feature if feature.value == code), None)
        if feature is None:
            raise NotFoundError
        form = await console.form()
        mode: Mode | None = next((mode for mode in MODES if mode == form.value("mode")), None)
        chosen = [
            row.id for row in await departments(console.session) if str(row.id) in form.all("department")
        ]
        if mode is None:
            form.add_error("mode", _("请选择一项。"))
        elif mode == "pilot" and not chosen:
            form.add_error("department", _("请至少选一个试点部门。"))
        if mode is None or not form.ok:
            return await self._page(console, feature, form, status=422)
        await turn(console.session, feature, mode, chosen, actor=console.actor)
        return console.redirect(
            href("hr.features.listing"), flash=_("已保存「{name}」。").format(name=WORDS[feature].name)
        )

    async def _page(
        self, console: ConsoleRequest, refused: Feature | None, form: Form, status: int = 200
    ) -> Response[str]:
        return await console.page(
            "features",
            "hr/company/features/list.html",
            status_code=status,
            switches=await switches(console.session),
            words=WORDS,
            modes=(("on", _("全部启用")), ("pilot", _("试点部门")), ("off", _("关闭"))),
            departments=await departments(console.session),
            refused=refused,
            form=form,
        )
