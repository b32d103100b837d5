"""Making, changing and removing triggers."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.ids import new_id
from ...audit.service import record
from ...audit.subscriptions import keep_awaited
from .errors import TriggerNotFoundError
from .feature import TriggerEvent
from .models import Trigger, TriggerRun
from .specification import Wanted

MOST = 50


async def trigger_of(session: AsyncSession, trigger_id: UUID) -> Trigger:
    """One trigger.

    Raises:
        TriggerNotFoundError: not in this tenant.
    """
    found = await session.get(Trigger, trigger_id)
    if found is None:
        raise TriggerNotFoundError
    return found


async def may_add(session: AsyncSession) -> bool:
    """Whether there is room for one more."""
    return (await session.scalar(select(func.count(Trigger.id))) or 0) < MOST


async def save_trigger(
    session: AsyncSession, trigger: Trigger | None, wanted: Wanted, *, enabled: bool, actor: str
) -> Trigger:
    """Make a trigger, or change one: what happens from now on sets it off, and what waits already goes in new words.

    Raises:
        ValueError: it has problems, which the form should have said.
    """
    if any(True for _problem in wanted.problems()):
        raise ValueError("a trigger with problems")
    if trigger is None:
        trigger = Trigger(id=new_id())
        session.add(trigger)
    trigger.event, trigger.wanted, trigger.enabled = wanted.event, wanted.to_json(), enabled
    await session.flush()
    _record(session, trigger, actor)
    return trigger


async def switch(session: AsyncSession, trigger: Trigger, *, enabled: bool, actor: str) -> None:
    """Switch a trigger on or off; what waits when it is switched off does not go."""
    if trigger.enabled != enabled:
        trigger.enabled = enabled
        _record(session, trigger, actor)


async def remove(session: AsyncSession, trigger: Trigger, *, actor: str) -> None:
    """Take a trigger away, with the list of what it did; messages that went stay."""
    trigger.enabled = False
    _record(session, trigger, actor, removed=True)
    await session.execute(delete(TriggerRun).where(TriggerRun.trigger_id == trigger.id))
    await session.delete(trigger)


def _record(session: AsyncSession, trigger: Trigger, actor: str, **more: bool) -> None:
    data = {"trigger": str(trigger.id), "event": trigger.event, "enabled": trigger.enabled, **more}
    record(session, TriggerEvent.CHANGED, actor=actor, data=data)
    keep_awaited(session)
