"""What the rounds of interviews are called."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.interviews.rounds import LONGEST, MOST_ROUNDS, rounds_of, save_rounds
from ...actor import needs
from ...context import Console, ConsoleRequest


class RoundController(Controller):
    """`/hr/rounds`."""

    path = "/hr/rounds"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The rounds, one a line."""
        form = Form({"rounds": "\n".join(await rounds_of(console.session))})
        return await self._page(console, form)

    @post("/")
    async def change(self, console: Console) -> Response[Any]:
        """Use these from now on."""
        form = await console.form()
        lines = form.lines("rounds", most=400).split("\n")
        names = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines))))
        if form.ok and not 1 <= len(names) <= MOST_ROUNDS:
            form.add_error("rounds", _("请写 1 到 {most} 轮，每行一轮。").format(most=MOST_ROUNDS))
        if any(len(name) > LONGEST for name in names):
            form.add_error("rounds", _("每轮的名称最多 {most} 个字。").format(most=LONGEST))
        if not form.ok:
            return await self._page(console, form, status=422)
        await save_rounds(console.session, names, actor=console.actor)
        return console.redirect(href("hr.rounds.show"), flash=_("已保存。已经安排和评价过的轮次名称不变。"))

    async def _page(self, console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
        return await console.page("rounds", "hr/hiring/rounds/form.html", status_code=status, form=form)
