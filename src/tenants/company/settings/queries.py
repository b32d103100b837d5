"""Reading the tenant's settings."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import TenantSettings

_READ = "tenant settings"


async def tenant_settings(session: AsyncSession) -> TenantSettings:
    """The one row of settings, read once in a transaction."""
    if _READ not in session.info:  # the session itself forgets what nobody holds
        session.info[_READ] = await session.get_one(TenantSettings, 1)
    found: TenantSettings = session.info[_READ]
    return found


async def lock_settings(session: AsyncSession) -> TenantSettings:
    """The row as it is now that nobody else changes it."""
    return await session.get_one(TenantSettings, 1, with_for_update=True, populate_existing=True)


async def one_at_a_time(session: AsyncSession) -> None:
    """Let whoever else changes settings in this tenant finish first: a row that is not there yet cannot be locked."""
    await session.execute(select(TenantSettings.id).with_for_update(key_share=True))
