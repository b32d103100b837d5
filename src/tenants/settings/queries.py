"""Reading the tenant's settings."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import TenantSettings


async def tenant_settings(session: AsyncSession) -> TenantSettings:
    """The one row of settings."""
    return (await session.scalars(select(TenantSettings).where(TenantSettings.id == 1))).one()
