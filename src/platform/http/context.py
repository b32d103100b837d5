"""What belongs to one request, in one piece."""

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.datastructures.multi_dicts import MultiDict
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ..crypto.vault import Vault
from ..i18n import current_locale
from ..requests import AnyRequest
from ..settings import Settings
from ..tenant import Tenant
from . import pages
from .dependencies import Session, SettingsDependency, VaultDependency
from .forms import Form
from .work import tenant_of_request


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request with its transaction, and the ways to answer it."""

    request: AnyRequest
    session: AsyncSession
    vault: Vault
    settings: Settings

    @property
    def language(self) -> str:
        """The locale it is answered in."""
        return current_locale.get()

    @property
    def query(self) -> MultiDict[Any]:
        """What stands behind `?` in the address."""
        return self.request.query_params

    @property
    def wants_fragment(self) -> bool:
        """Whether htmx asks for a part of a page it has."""
        return pages.wants_fragment(self.request)

    async def form(self) -> Form:
        """What was typed."""
        return await Form.read(self.request)

    def render(
        self, template: str, *, fragment: str | None = None, status_code: int = 200, **context: Any
    ) -> Response[str]:
        """A template as it is, without the frame of a face; `fragment` instead where htmx asked for it."""
        return pages.page(self.request, template, fragment=fragment, status_code=status_code, **context)

    def redirect(self, url: str, *, flash: str = "") -> Response[str]:
        """Go on to `url` with GET; `flash` is said on the next page."""
        return pages.redirect(self.request, url, flash=flash)


@dataclass(frozen=True, slots=True)
class TenantRequest(PageRequest):
    """A request at a tenant's host, inside the tenant's walls; the faces add who asks."""

    @property
    def tenant(self) -> Tenant:
        """Whose host was called."""
        return tenant_of_request(self.request)


def provide_visit(
    request: AnyRequest, session: Session, vault: VaultDependency, settings: SettingsDependency
) -> TenantRequest:
    """A request of whom we do not know yet, or need not know."""
    return TenantRequest(request, session, vault, settings)


def visit_of(request: AnyRequest, session: AsyncSession) -> TenantRequest:
    """A request in a transaction that its handler began itself."""
    state = request.app.state
    return TenantRequest(request, session, state.vault, state.settings)


Visit = NamedDependency[TenantRequest]
