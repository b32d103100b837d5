"""Every setting somebody may change, in groups, each with what is decided there."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import NotFoundError
from ...actor import Staff, needs
from ...nav import console_page
from .catalogue import settings_of


class SettingsController(Controller):
    """`/hr/settings`."""

    path = "/hr/settings"
    dependencies = needs()

    @get("/")
    async def show(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """The list; for whom there is nothing to set, there is no such page."""
        groups = settings_of(staff.rights)
        if not groups:
            raise NotFoundError
        return await console_page(
            request, session, staff, "settings", "hr/company/settings/list.html", groups=groups
        )
