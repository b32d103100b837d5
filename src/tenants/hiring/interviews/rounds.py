"""The rounds a tenant interviews in."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from ...audit.service import record
from ...company.settings.queries import tenant_settings
from .feature import InterviewEvent

MOST_ROUNDS = 8
LONGEST = 20


async def rounds_of(session: AsyncSession) -> tuple[str, ...]:
    """Their names, in order."""
    return tuple((await tenant_settings(session)).rounds)


async def save_rounds(session: AsyncSession, names: Sequence[str], *, actor: str) -> None:
    """Use these from now on; what was arranged or scored keeps the name it has."""
    settings = await tenant_settings(session)
    if list(names) == settings.rounds:
        return
    settings.rounds = list(names)
    record(session, InterviewEvent.ROUNDS_CHANGED, actor=actor, data={"rounds": len(names)})
