"""The transaction of a request: begun before the handler, committed after the page is rendered and before it is sent."""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.exceptions import PermissionDeniedException
from sqlalchemy.ext.asyncio import AsyncSession

from ..crypto.vault import Vault
from ..db import Database
from ..errors import NotFoundError
from ..providers.storage.port import ObjectStore
from ..settings import Settings
from ..tenancy.context import Tenant

AnyRequest = Request[Any, Any, Any]


def tenant_of_request(request: AnyRequest) -> Tenant:
    """The tenant whose host was called.

    Raises:
        NotFoundError: the base domain has no such page.
    """
    tenant = request.scope.get("huiyin.tenant")
    if not isinstance(tenant, Tenant):
        raise NotFoundError
    return tenant


def require_same_origin(request: AnyRequest) -> None:
    """Refuse an unsafe request that comes from a page of somebody else."""
    if not request.scope.get("huiyin.same_origin"):
        raise PermissionDeniedException


async def provide_session(request: AnyRequest, state: State) -> AsyncGenerator[AsyncSession]:
    """One transaction in the tenant of the request."""
    require_same_origin(request)
    database: Database = state.database
    async with database.tenant(tenant_of_request(request)) as session:
        yield session


def provide_vault(state: State) -> Vault:
    """The vault of this process."""
    vault: Vault = state.vault
    return vault


def provide_store(state: State) -> ObjectStore:
    """The object store of this process."""
    store: ObjectStore = state.store
    return store


def provide_settings(state: State) -> Settings:
    """The settings of this process."""
    settings: Settings = state.settings
    return settings


def cookie_name(settings: Settings, name: str) -> str:
    """A session cookie's name; browsers hold `__Host-` cookies to this very host."""
    return f"__Host-{name}" if settings.secure_cookies else name


def own_cookie(settings: Settings, name: str, value: str, seconds: int) -> Cookie:
    """A cookie that no script reads and no other site sends; 0 seconds takes it back.

    Taking back says `Secure` too: without it browsers refuse to touch a `__Host-` cookie.
    """
    return Cookie(
        key=cookie_name(settings, name),
        value=value,
        max_age=seconds,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
    )


def client_address(request: AnyRequest) -> str:
    """Where the request comes from, for limits."""
    return request.client.host if request.client else ""
