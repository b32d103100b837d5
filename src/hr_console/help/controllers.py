"""Help: the keyboard, what each status means, and how the common things are done."""

from litestar import Controller, Response, get

from ...tenants.features import in_order
from ..actor import needs
from ..context import Console
from ..settings_pages import settings_of


class HelpController(Controller):
    """`/hr/help`."""

    path = "/hr/help"
    dependencies = needs()

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """One page, no search needed."""
        return await console.page(
            "help",
            "hr/help/show.html",
            entries=[
                one for one in in_order(lambda feature: feature.help) if console.staff.may(one.permission)
            ],
            settings=settings_of(console.staff.rights),
        )
