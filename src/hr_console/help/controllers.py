"""Help: the keyboard, what each status means, and how the common things are done."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...tenants.features import in_order
from ..actor import Staff, needs
from ..company.settings.catalogue import settings_of
from ..nav import console_page


class HelpController(Controller):
    """`/hr/help`."""

    path = "/hr/help"
    dependencies = needs()

    @get("/")
    async def show(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """One page, no search needed."""
        return await console_page(
            request,
            session,
            staff,
            "help",
            "hr/help/show.html",
            entries=[one for one in in_order(lambda feature: feature.help) if staff.may(one.permission)],
            settings=settings_of(staff.rights),
        )
