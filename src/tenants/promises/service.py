"""Setting and keeping the promised date."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.db import tenant_of
from ..audit.events import Event
from ..audit.service import record
from ..candidates.models import Application
from ..settings.queries import tenant_settings

_WEEKEND = (5, 6)


def promise_from(start: datetime, days: int, hour: int, zone: ZoneInfo) -> datetime:
    """The end of the `days`-th working day after `start`: that day at `hour` o'clock in the tenant's zone."""
    day = start.astimezone(zone).date()
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() not in _WEEKEND:
            days -= 1
    return datetime.combine(day, time(hour), zone)


async def promise(session: AsyncSession, application: Application, *, actor: str = "system") -> datetime:
    """Promise the candidate an answer, counted from now; an earlier promise that still stands is kept."""
    now = clock.now()
    if application.promised_at is not None and application.promised_at > now:
        return application.promised_at
    settings = await tenant_settings(session)
    zone = tenant_of(session).zoneinfo
    application.promised_at = promise_from(now, settings.promise_days, settings.promise_hour, zone)
    record(
        session,
        Event.PROMISE_SET,
        actor=actor,
        application_id=application.id,
        data={"promised_at": application.promised_at.isoformat()},
    )
    return application.promised_at
