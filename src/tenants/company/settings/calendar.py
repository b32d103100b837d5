"""The working days of a tenant: the official plan, and days of its own."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.workdays import WorkCalendar
from .models import TenantSettings
from .queries import tenant_settings

_LAST_SECOND = time(23, 59, 59)


def calendar_of(settings: TenantSettings) -> WorkCalendar:
    """As the settings have it."""
    return WorkCalendar(_days(settings.days_off), _days(settings.workdays))


async def due_after(session: AsyncSession, working_days: int) -> datetime:
    """What is promised now for so many working days on: that day, at the hour at which the tenant answers."""
    settings, zone = await tenant_settings(session), tenant_of(session).zoneinfo
    day = calendar_of(settings).after(clock.today(zone), working_days)
    return datetime.combine(day, time(settings.promise_hour), zone)


async def while_there_is_time(session: AsyncSession, due_at: datetime) -> datetime:
    """When whoever has promised something by then is told once more."""
    settings, due = await tenant_settings(session), due_at.astimezone(tenant_of(session).zoneinfo)
    return calendar_of(settings).hours_before(due, settings.promise_escalate_hours)


def last_moment(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day, until which something can be done on it."""
    return datetime.combine(day, _LAST_SECOND, zone)


def _days(kept: Iterable[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, kept))
