"""The transaction of a request: begun before the handler, committed after the page is rendered and before it is sent."""

from collections.abc import AsyncGenerator, Iterable
from typing import ClassVar

from litestar.datastructures import Cookie, State
from litestar.exceptions import PermissionDeniedException
from sqlalchemy.ext.asyncio import AsyncSession

from ..crypto.vault import Vault
from ..db import Database
from ..db.errors import TenantMovingError
from ..errors import DomainError, NotFoundError
from ..features import ReadOnlyReason
from ..i18n import LazyText
from ..providers.storage.port import ObjectStore
from ..providers.storage.walled import WalledStore
from ..requests import AnyRequest
from ..settings import Settings
from ..tenant import Tenant

_SAFE = ("GET", "HEAD", "OPTIONS")
_WORKS = "works_while_read_only"
WHILE_READ_ONLY = {_WORKS: True}
"""`opt` of what works in a suspended or closing tenant too: signing in and out, signing, taking the closing back."""


class ReadOnlyError(DomainError):
    """The tenant can be looked at and not changed; says why."""

    status: ClassVar[int] = 423
    code: ClassVar[str] = "read_only"

    def __init__(self, text: LazyText) -> None:
        super().__init__()
        self.text = text


def require_writable(request: AnyRequest) -> None:
    """Refuse a change in a tenant that may only be looked at; what is allowed there says so with WHILE_READ_ONLY.

    Raises:
        ReadOnlyError: with the reason and what to do.
        TenantMovingError: it is on its way to another cell, for some minutes.
    """
    tenant = tenant_of_request(request)
    if tenant.moving and request.method not in _SAFE:
        raise TenantMovingError
    if request.method in _SAFE or not tenant.read_only or request.route_handler.opt.get(_WORKS):
        return
    reasons: Iterable[ReadOnlyReason] = request.app.state.read_only_reasons
    fits = (one for one in reasons if one.status == tenant.status and one.reason in ("", tenant.reason))
    raise ReadOnlyError(next(fits).text.format(reason=tenant.reason))


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
    require_writable(request)
    database: Database = state.database
    async with database.tenant(tenant_of_request(request)) as session:
        yield session


async def provide_directory_session(request: AnyRequest, state: State) -> AsyncGenerator[AsyncSession]:
    """One transaction on the directory, for the pages of the base domain.

    Raises:
        NotFoundError: a tenant's host has no such page.
    """
    require_same_origin(request)
    if request.scope.get("huiyin.tenant") is not None or not request.scope.get("huiyin.known_host"):
        raise NotFoundError
    database: Database = state.database
    async with database.shared() as session:
        yield session


def provide_vault(state: State) -> Vault:
    """The vault of this process."""
    vault: Vault = state.vault
    return vault


def provide_store(request: AnyRequest, state: State) -> ObjectStore:
    """The tenant's part of the object store."""
    return WalledStore(state.store, tenant_of_request(request))


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
