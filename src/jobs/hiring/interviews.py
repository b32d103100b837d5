"""Mails to the panel, reminders before an interview, its end, and calling it off."""

from typing import Any
from uuid import UUID

from ...platform.queue import Urgency, job
from ...tenants.hiring.interviews.arrangement import call_off_after_result
from ...tenants.hiring.interviews.emails import interview_mail, note_mailed
from ...tenants.hiring.interviews.ending import end
from ...tenants.hiring.interviews.reminders import remind
from ..context import Context
from ..messaging.email_layout import calendar_file
from ..messaging.members import staff_notification, tell


@staff_notification("interview.mail")
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Mail one member of the panel, or who invited, what is new about an interview."""
    async with context.work() as session:
        made = await interview_mail(session, context.services.vault, payload)
    if made is None:
        return
    failure = await tell(context, made.mail, calendar_file(made.calendar))
    async with context.work() as session:
        await note_mailed(session, payload, failure)


@job("interview.remind")
async def send_reminder(context: Context, payload: dict[str, Any]) -> None:
    """Remind candidate and panel, unless the interview was moved, called off or has begun."""
    async with context.work() as session:
        await remind(session, context.services.vault, payload)


@job("interview.off")
async def call_off(context: Context, payload: dict[str, Any]) -> None:
    """Call an interview off whose candidate has a result."""
    async with context.work() as session:
        await call_off_after_result(session, context.services.vault, UUID(payload["event"]))


@job("interview.ended", urgency=Urgency.BULK)
async def note_end(context: Context, payload: dict[str, Any]) -> None:
    """Promise the candidate an answer, unless the interview was moved, called off or did not take place."""
    async with context.work() as session:
        await end(session, payload)
