"""A tenant's colours as a style sheet of their own (the policy allows none inside pages), and its logo."""

from litestar import Response, get
from litestar.params import FromPath

from ...platform.colours import parse_colour
from ...platform.errors import NotFoundError
from ...platform.formats import FormatError
from ...platform.http.brand import sheet, sheet_name
from ...platform.http.dependencies import Session
from ...tenants.company.branding.service import logo

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@get("/brand/style/{name:str}")
async def brand_sheet(name: FromPath[str]) -> Response[str]:
    """The style sheet; its name says the colour and is made from what is in it, so every process can answer."""
    try:
        accent = parse_colour(name.partition("-")[0])
    except FormatError:
        raise NotFoundError from None
    if name != f"{sheet_name(accent)}.css":
        raise NotFoundError
    return Response(sheet(accent), media_type="text/css", headers=_FOR_EVER)


@get("/brand/logo/{name:str}")
async def brand_logo(name: FromPath[str], session: Session) -> Response[bytes]:
    """The logo; its name is its hash."""
    return Response(await logo(session, name.removesuffix(".png")), media_type="image/png", headers=_FOR_EVER)
