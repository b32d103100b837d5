"""Features: on, off, or for pilot departments first."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import NotFoundError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.company.settings.features import MODES, WORDS, Feature, Mode, switches, turn
from ....tenants.people.departments.queries import departments
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class FeatureController(Controller):
    """`/hr/features`."""

    path = "/hr/features"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Every feature with its switch."""
        return await self._page(request, session, staff, None, Form())

    @post("/{code:str}")
    async def change(
        self, request: AnyRequest, code: FromPath[str], session: Session, staff: Me
    ) -> Response[Any]:
        """Switch one."""
        feature = next((feature for feature in Feature if feature.value == code), None)
        if feature is None:
            raise NotFoundError
        form = await Form.read(request)
        mode: Mode | None = next((mode for mode in MODES if mode == form.value("mode")), None)
        chosen = [row.id for row in await departments(session) if str(row.id) in form.all("department")]
        if mode is None:
            form.add_error("mode", _("请选择一项。"))
        elif mode == "pilot" and not chosen:
            form.add_error("department", _("请至少选一个试点部门。"))
        if mode is None or not form.ok:
            return await self._page(request, session, staff, feature, form, status=422)
        await turn(session, feature, mode, chosen, actor=staff.actor)
        return redirect(
            request, "/hr/features", flash=_("已保存「{name}」。").format(name=WORDS[feature].name)
        )

    async def _page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        refused: Feature | None,
        form: Form,
        status: int = 200,
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "features",
            "hr/company/features/list.html",
            status_code=status,
            switches=await switches(session),
            words=WORDS,
            modes=(("on", _("全部启用")), ("pilot", _("试点部门")), ("off", _("关闭"))),
            departments=await departments(session),
            refused=refused,
            form=form,
        )
