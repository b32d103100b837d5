"""When people are reminded of an interview."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Before = Literal["day", "hour"]
KINDS: tuple[Before, ...] = get_args(Before)
LAST_CALL = timedelta(hours=1)
"""How long before an interview everything about it must have been said."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: how long before, and when that is."""

    before: Before
    at: datetime


def reminders(starts_at: datetime, now: datetime, zone: ZoneInfo) -> tuple[Reminder, ...]:
    """The reminders still to come: at the same time of day the day before, and an hour before.

    Who is invited later than that has just been told: no reminder is made up for.
    """
    local = starts_at.astimezone(zone)
    planned = (
        Reminder("day", local - _DAY),  # in the zone's own time: across a change of clocks too
        Reminder("hour", starts_at - LAST_CALL),
    )
    return tuple(reminder for reminder in planned if reminder.at > now)
