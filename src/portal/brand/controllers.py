"""A tenant's colours as a style sheet of their own (the policy allows none inside pages), and its logo."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.errors import NotFoundError
from ...platform.http.brand import sheet, sheet_name
from ...platform.http.work import tenant_of_request
from ...tenants.branding.service import logo

AnyRequest = Request[Any, Any, Any]
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@get("/brand/{name:str}.css")
async def brand_sheet(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """The style sheet; its name is made from what is in it."""
    accent = tenant_of_request(request).brand.accent
    if not accent or name != sheet_name(accent):
        raise NotFoundError
    return Response(sheet(accent), media_type="text/css", headers=_FOR_EVER)


@get("/brand/{digest:str}.png")
async def brand_logo(digest: FromPath[str], session: NamedDependency[AsyncSession]) -> Response[bytes]:
    """The logo."""
    return Response(await logo(session, digest), media_type="image/png", headers=_FOR_EVER)
