"""What the rounds of interviews are called."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.interviews.rounds import LONGEST, MOST_ROUNDS, rounds_of, save_rounds
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class RoundController(Controller):
    """`/hr/rounds`."""

    path = "/hr/rounds"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """The rounds, one a line."""
        form = Form({"rounds": "\n".join(await rounds_of(session))})
        return await self._page(request, session, staff, form)

    @post("/")
    async def change(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Use these from now on."""
        form = await Form.read(request)
        lines = form.text("rounds", most=400).split("\n")
        names = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines))))
        if form.ok and not 1 <= len(names) <= MOST_ROUNDS:
            form.add_error("rounds", _("请写 1 到 {most} 轮，每行一轮。").format(most=MOST_ROUNDS))
        if any(len(name) > LONGEST for name in names):
            form.add_error("rounds", _("每轮的名称最多 {most} 个字。").format(most=LONGEST))
        if not form.ok:
            return await self._page(request, session, staff, form, status=422)
        await save_rounds(session, names, actor=staff.actor)
        return redirect(request, "/hr/rounds", flash=_("已保存。已经安排和评价过的轮次名称不变。"))

    async def _page(
        self, request: AnyRequest, session: AsyncSession, staff: Staff, form: Form, status: int = 200
    ) -> Response[str]:
        return await console_page(
            request, session, staff, "rounds", "hr/hiring/rounds/form.html", status_code=status, form=form
        )
