"""Asking again for a card that is owed: after some hours, once more, then those who asked for it are told.

One job waits at a time for each assignment. It looks again when it runs: a card that is in, an interview that moved, a
result that is confirmed need nobody to take a job back.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.queue import enqueue
from ...company.settings.queries import tenant_settings
from .models import InterviewAssignment

JOB = "scorecard.remind"
DAY_BEGINS, DAY_ENDS = time(9), time(21)


def in_daytime(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` itself between 9:00 and 21:00 where the tenant is, else the next 9:00 there."""
    local = moment.astimezone(zone)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= DAY_ENDS else 0)
    return datetime.combine(day, DAY_BEGINS, zone)


async def remind_later(
    session: AsyncSession, assignment: InterviewAssignment, *, asked_by: str, since: datetime | None = None
) -> None:
    """Have a card asked for when it is overdue, counted from the interview, from now, or from `since`."""
    since = since or clock.now()
    at = await card_due(session, assignment, since, None)
    await plan_reminder(session, assignment, asked_by, since, 1, at)


async def card_due(
    session: AsyncSession, assignment: InterviewAssignment, since: datetime, last: datetime | None
) -> datetime:
    """When an interviewer is to be asked for the card: counted from the interview, `since`, or the `last` reminder."""
    held = assignment.held_at or since
    hours = (await tenant_settings(session)).reminder_hours
    return in_daytime(max(since, held, last or since) + timedelta(hours=hours), tenant_of(session).zoneinfo)


async def plan_reminder(
    session: AsyncSession,
    assignment: InterviewAssignment,
    asked_by: str,
    since: datetime,
    step: int,
    at: datetime,
) -> None:
    """Have the job of reminder number `step` run at `at`."""
    payload = {"interview": str(assignment.id), "asked_by": asked_by, "since": since.isoformat()}
    # The key names the moment too: what is to come earlier must not be absorbed by what comes later.
    key = f"remind:{assignment.id.hex}:{step}:{at.timestamp():.0f}"
    await enqueue(session, JOB, payload, run_at=at, dedupe=key)
