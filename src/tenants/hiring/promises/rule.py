"""The tenant's rule: within how many working days, at what hour, and when somebody is reminded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db import tenant_of
from ....platform.workdays import WorkCalendar
from ...audit.service import record
from ...company.settings.calendar import calendar_of
from ...company.settings.models import TenantSettings
from ...company.settings.queries import tenant_settings
from .feature import PromiseEvent

MOST_DAYS = 30
MOST_HOURS = 45


@dataclass(frozen=True, slots=True)
class Times:
    """One promise's moments: when it ends, and when HR, then the hiring manager is reminded of it.

    `unplanned_year`: the year of its end, where its official plan is unknown.
    """

    due_at: datetime
    warn_at: datetime
    escalate_at: datetime
    unplanned_year: int | None = None


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """How a tenant promises. `by_kind`: another number of working days for a kind of vacancy; hours are working
    hours."""

    days: int
    hour: int
    by_kind: Mapping[str, int]
    warn_hours: int
    escalate_hours: int
    calendar: WorkCalendar
    zone: ZoneInfo

    def days_for(self, kind: str) -> int:
        """Working days for a vacancy of this kind."""
        return self.by_kind.get(kind, self.days)

    def times(self, start: datetime, days: int) -> Times:
        """The end of the `days`-th working day after `start`, at the rule's hour in the tenant's zone."""
        return self.times_on(self.calendar.after(start.astimezone(self.zone).date(), days))

    def times_on(self, day: date) -> Times:
        """A promise that ends on this day."""
        due = datetime.combine(day, time(self.hour), self.zone)
        hours_before = self.calendar.hours_before
        return Times(
            due_at=due,
            warn_at=hours_before(due, self.warn_hours),
            escalate_at=hours_before(due, self.escalate_hours),
            unplanned_year=None if self.calendar.planned(day.year) else day.year,
        )


def rule_of(settings: TenantSettings, zone: ZoneInfo) -> PromiseRule:
    """The rule as it stands in the settings."""
    return PromiseRule(
        days=settings.promise_days,
        hour=settings.promise_hour,
        by_kind=settings.promise_days_by_kind,
        warn_hours=settings.promise_warn_hours,
        escalate_hours=settings.promise_escalate_hours,
        calendar=calendar_of(settings),
        zone=zone,
    )


async def promise_rule(session: AsyncSession) -> PromiseRule:
    """The rule of this transaction's tenant."""
    return rule_of(await tenant_settings(session), tenant_of(session).zoneinfo)


async def save_rule(session: AsyncSession, rule: PromiseRule, *, survey: bool, actor: str) -> None:
    """Keep another rule; promises already made stay as they were made."""
    settings = await tenant_settings(session)
    settings.promise_days, settings.promise_hour = rule.days, rule.hour
    settings.promise_days_by_kind = dict(rule.by_kind)
    settings.promise_warn_hours, settings.promise_escalate_hours = rule.warn_hours, rule.escalate_hours
    settings.days_off = sorted(day.isoformat() for day in rule.calendar.off)
    settings.workdays = sorted(day.isoformat() for day in rule.calendar.on)
    settings.survey = survey
    data = {
        "days": rule.days,
        "hour": rule.hour,
        "by_kind": dict(rule.by_kind),
        "warn_hours": rule.warn_hours,
        "escalate_hours": rule.escalate_hours,
        "days_off": settings.days_off,
        "workdays": settings.workdays,
        "survey": survey,
    }
    record(session, PromiseEvent.RULE_CHANGED, actor=actor, data=data)
