"""Changing how a tenant looks: the directory carries it, so that every page knows without asking."""

import json

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.keyed import sha256_hex
from ....platform.db import tenant_of
from ....platform.db.release import release_unchanged
from ....platform.documents.blocks import Letterhead
from ....platform.errors import NotFoundError
from ....platform.files import FileReader, Limits
from ....platform.tenancy import Brand
from ...audit.service import record
from .errors import LogoRefusedError
from .feature import BrandEvent
from .models import Logo
from .picture import SoundLogo, sound_logo

MOST_LOGO = 200_000
_LIMITS = Limits(seconds=20)
_SET = text("select doors.set_brand(:name, cast(:brand as jsonb))")


async def check_logo(session: AsyncSession, files: FileReader, data: bytes) -> SoundLogo:
    """Decode and set a picture, in a process of its own; cleaned of everything that is not picture.

    Raises:
        LogoRefusedError: too large, no sound PNG, or one that the contracts' typesetter cannot show.
        FileRefusedError: reading it failed, or there is no turn for it.
        UnfinishedChangeError: the session has changed something.
    """
    if len(data) > MOST_LOGO:
        raise LogoRefusedError
    await release_unchanged(session)
    return await files.run(_LIMITS, sound_logo, data)


async def keep_logo(session: AsyncSession, png: SoundLogo) -> str:
    """Keep a picture; returns its hash, which is its address."""
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
