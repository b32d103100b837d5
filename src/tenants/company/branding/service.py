"""Changing how a tenant looks: the directory carries it, so that every page knows without asking."""

import json

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.keyed import sha256_hex
from ....platform.db import tenant_of
from ....platform.documents.blocks import Letterhead
from ....platform.errors import NotFoundError
from ....platform.formats import FormatError
from ....platform.formats.png import clean_png
from ....platform.tenancy import Brand
from ...audit.service import record
from .errors import LogoRefusedError
from .feature import BrandEvent
from .models import Logo

MOST_LOGO = 200_000
_SET = text("select doors.set_brand(:name, cast(:brand as jsonb))")


async def keep_logo(session: AsyncSession, data: bytes) -> str:
    """Check and keep a picture; returns its hash, which is its address.

    Raises:
        LogoRefusedError: no sound PNG, or too large.
    """
    if len(data) > MOST_LOGO:
        raise LogoRefusedError
    try:
        png = clean_png(data)
    except FormatError:
        raise LogoRefusedError from None
    digest = sha256_hex(png)
    await session.execute(insert(Logo).values(sha256=digest, png=png).on_conflict_do_nothing())
    return digest


async def set_brand(session: AsyncSession, name: str, brand: Brand, *, actor: str) -> None:
    """Show the tenant with this name, colour and logo from now on; logos no longer shown are dropped."""
    shown = json.dumps({"accent": brand.accent, "logo": brand.logo})
    await session.execute(_SET, {"name": name, "brand": shown})
    await session.execute(delete(Logo).where(Logo.sha256 != brand.logo))
    record(session, BrandEvent.CHANGED, actor=actor, data={"accent": brand.accent, "logo": brand.logo})


async def logo(session: AsyncSession, digest: str) -> bytes:
    """A logo's PNG.

    Raises:
        NotFoundError: the tenant has no such logo.
    """
    found = await session.scalar(select(Logo.png).where(Logo.sha256 == digest))
    if found is None:
        raise NotFoundError
    return found


async def letterhead(session: AsyncSession) -> Letterhead:
    """The paper that documents of this tenant are set on."""
    brand = tenant_of(session).brand
    # One logo at most is kept, and a process may remember the brand of a moment ago.
    png = await session.scalar(select(Logo.png).where(Logo.sha256 == brand.logo)) if brand.logo else None
    return Letterhead(brand.accent, png or b"")
