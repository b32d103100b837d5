"""What belongs to one request of the console, in one piece: handlers ask for `console: Console`."""

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.di import NamedDependency

from ..platform.http.context import TenantRequest
from ..platform.http.dependencies import Session, SettingsDependency, VaultDependency
from ..platform.requests import AnyRequest
from ..tenants.audit.author import Author
from .nav import navigation
from .settings_pages import setting_keys
from .staff import Me, Staff


@dataclass(frozen=True, slots=True)
class ConsoleRequest(TenantRequest):
    """A request of somebody signed in; its session sees no more than they may."""

    staff: Staff

    @property
    def actor(self) -> str:
        """Who asks, as events name them."""
        return self.staff.actor

    @property
    def author(self) -> Author:
        """Who asks, where their name is kept too."""
        return Author(self.staff.actor, self.staff.name)

    async def page(
        self,
        active: str,
        template: str,
        *,
        fragment: str | None = None,
        status_code: int = 200,
        **context: Any,
    ) -> Response[str]:
        """A page inside the console's frame at the entry `active`, or the fragment of it that htmx asked for."""
        alone = fragment is not None and self.wants_fragment
        return self.render(
            template,
            fragment=fragment,
            status_code=status_code,
            nav=[] if alone else await navigation(self.session, self.staff, active),
            active=active,
            setting=active in setting_keys(),
            staff=self.staff,
            **context,
        )


def provide_console(
    request: AnyRequest, session: Session, staff: Me, vault: VaultDependency, settings: SettingsDependency
) -> ConsoleRequest:
    """The request with who asks; `needs` and the like say who may."""
    return ConsoleRequest(request, session, vault, settings, staff)


Console = NamedDependency[ConsoleRequest]
