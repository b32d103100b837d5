"""Every setting somebody may change, in groups, each with what is decided there."""

from litestar import Controller, Response, get

from ....platform.errors import NotFoundError
from ...actor import needs
from ...context import Console
from ...settings_pages import settings_of


class SettingsController(Controller):
    """`/hr/settings`."""

    path = "/hr/settings"
    dependencies = needs()

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The list; for whom there is nothing to set, there is no such page."""
        groups = settings_of(console.staff.rights)
        if not groups:
            raise NotFoundError
        return await console.page("settings", "hr/company/settings/list.html", groups=groups)
