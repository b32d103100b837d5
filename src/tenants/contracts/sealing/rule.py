"""Four eyes: whether whoever asks for a seal and whoever presses it are two people."""

from sqlalchemy.ext.asyncio import AsyncSession

from ...audit.service import record
from ...company.settings.queries import lock_settings, tenant_settings
from .feature import SealingEvent


async def four_eyes(session: AsyncSession) -> bool:
    """Whether nobody seals alone in this tenant, and nothing is sealed by itself."""
    return (await tenant_settings(session)).seal_four_eyes


async def set_four_eyes(session: AsyncSession, wanted: bool, *, actor: str) -> None:
    """Have it so from now on. Lists that were asked for before stay as they were asked for."""
    settings = await lock_settings(session)
    if settings.seal_four_eyes != wanted:
        settings.seal_four_eyes = wanted
        record(session, SealingEvent.RULE_CHANGED, actor=actor, data={"four_eyes": wanted})
