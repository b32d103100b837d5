"""The composition root: the only file that brings everything together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import InternalServerException
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp

from . import front, hr_console, portal
from .front.anchors.register import Register
from .front.context import provide_front
from .platform.crypto.vault import Vault
from .platform.db import Database
from .platform.db.readiness import Readiness
from .platform.documents.pages import Pages
from .platform.documents.pool import RenderPool
from .platform.files import FilePool
from .platform.http.bodies import ReadBodyFirst
from .platform.http.context import provide_visit
from .platform.http.errors import HANDLERS, not_found
from .platform.http.files import provide_files, provide_pages, provide_previews
from .platform.http.health import Health
from .platform.http.language import choose_language
from .platform.http.pages import STATIC
from .platform.http.security import DeclaredPaths, Surroundings
from .platform.http.work import (
    provide_directory_session,
    provide_session,
    provide_settings,
    provide_store,
    provide_vault,
)
from .platform.providers.identity.registry import identity_providers
from .platform.providers.kms.local import LocalMasterKey
from .platform.providers.storage import open_store
from .platform.requests import AnyRequest
from .platform.settings import Settings
from .platform.signatures.roots import installed_roots
from .platform.tenancy.directory import TenantDirectory
from .platform.verify import pdf as verifying
from .platform.word import reader as word_reading
from .tenants import loading  # noqa: F401 – every table and listener
from .tenants.company.branding import picture
from .tenants.contracts.contract_templates import word_import
from .tenants.contracts.paper_copies import printing
from .tenants.features import external_paths, read_only_reasons, secret_paths
from .tenants.hiring.imports import reading as import_reading
from .tenants.people.company_verification import scan
from .tenants.people.seals import imprint

# Assets only. A page that carries a secret beside what a stranger can put in leaks it by its length (BREACH).
_COMPRESSED = CompressionConfig(backend="gzip", minimum_size=500, gzip_compress_level=6)
# What reading a file needs, loaded once for all of them.
FilePool.preload(
    verifying.__name__,
    import_reading.__name__,
    picture.__name__,
    imprint.__name__,
    scan.__name__,
    printing.__name__,
    word_reading.__name__,
    word_import.__name__,
)
_PATIENCE = 35.0  # seconds: the database itself ends a statement of a page after thirty
DEPENDENCIES = {
    "session": Provide(provide_session),
    "directory": Provide(provide_directory_session),
    "vault": Provide(provide_vault, sync_to_thread=False),
    "store": Provide(provide_store, sync_to_thread=False),
    "settings": Provide(provide_settings, sync_to_thread=False),
    "files": Provide(provide_files, sync_to_thread=False),
    "pages": Provide(provide_pages, sync_to_thread=False),
    "previews": Provide(provide_previews, sync_to_thread=False),
    "visit": Provide(provide_visit, sync_to_thread=False),
    "front": Provide(provide_front, sync_to_thread=False),
}


def _no_such_file(request: AnyRequest, _problem: InternalServerException) -> Response[Any]:
    """A name that no file can have: too long, or of signs that the file system does not take."""
    return not_found(request)


def _anchor_roots(settings: Settings) -> bytes | None:
    """The roots that the stamps of anchors lead to: those believed here, and the second authority's where there is one."""
    second = settings.second_tsa_root_file
    found = [_trust_root(settings), second.read_bytes() if second is not None else None]
    return b"".join(filter(None, found)) or None


def _trust_root(settings: Settings) -> bytes | None:
    return installed_roots(settings.ca_dir, settings.trust_roots)


def build_app(settings: Settings) -> ASGIApp:
    """The whole product as one ASGI application."""
    directories: list[TenantDirectory] = []

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None]:
        database = Database.of(
            settings.page_addresses(), pool_size=settings.database_pool, patience=_PATIENCE
        )
        directories[:] = [TenantDirectory(database, settings)]
        app.state.database = database
        app.state.directory = directories[0]
        app.state.vault = Vault(LocalMasterKey.open(settings.master_key_file))
        app.state.store = open_store(settings, hurried=True)
        app.state.register = Register(app.state.store)
        app.state.trust_root = _trust_root(settings)
        app.state.anchor_roots = _anchor_roots(settings)
        # Members' uploads and strangers' questions apart: nobody outside makes those inside wait.
        app.state.files, app.state.checks = FilePool(3), FilePool(1)
        app.state.pages, app.state.previews = Pages(RenderPool()), Pages(RenderPool())
        app.state.identities = identity_providers(settings)
        try:
            yield
        finally:
            for pool in (app.state.files, app.state.checks, app.state.pages, app.state.previews):
                pool.close()
            await database.close()

    static = create_static_files_router(
        path="/static",
        directories=[STATIC],
        cache_control=CacheControlHeader(max_age=31_536_000, public=True, immutable=True),
        middleware=[DefineMiddleware(CompressionMiddleware, config=_COMPRESSED)],
        exception_handlers={InternalServerException: _no_such_file},
    )
    app = Litestar(
        [choose_language, static, *front.HANDLERS, *portal.HANDLERS, *hr_console.HANDLERS],
        dependencies=DEPENDENCIES,
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        state=State({"settings": settings, "read_only_reasons": read_only_reasons()}),
        openapi_config=None,
        middleware=[ReadBodyFirst()],
        request_max_body_size=None,  # each handler has its own limit, held before it is called
    )
    https = settings.public_scheme == "https"
    return Surroundings(
        app,
        lambda: lambda host, fresh: directories[0].by_host(host, fresh=fresh),
        base_domain=settings.base_domain,
        https=https,
        paths=DeclaredPaths(secret_paths(), external_paths()),
    )


def build_served(settings: Settings) -> ASGIApp:
    """The application as a process serves it: what watches over it, and its readers, are answered whatever fails."""
    return Health(build_app(settings), Readiness(settings.database_url).ready)
