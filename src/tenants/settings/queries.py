"""Reading the tenant's settings."""

from sqlalchemy.ext.asyncio import AsyncSession

from .models import TenantSettings

_READ = "tenant settings"


async def tenant_settings(session: AsyncSession) -> TenantSettings:
    """The one row of settings, read once in a transaction."""
    if _READ not in session.info:  # the session itself forgets what nobody holds
        session.info[_READ] = await session.get_one(TenantSettings, 1)
    found: TenantSettings = session.info[_READ]
    return found
