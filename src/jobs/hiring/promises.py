"""Watching promises, and mailing staff before one breaks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ...platform.queue import Urgency, job
from ...tenants.hiring.promises.plans import follow_plans
from ...tenants.hiring.promises.service import WATCH
from ...tenants.hiring.promises.watch import MAIL, reminder_mail, watch
from ..context import Context
from ..messaging.members import staff_notification, tell


@job(WATCH, concurrency=2, urgency=Urgency.BULK)
async def look(context: Context, payload: dict[str, Any]) -> None:
    """A moment has come at which some promise of the tenant is to be reminded of, or is broken, or moves by a new plan."""
    async with context.work() as session:
        await watch(session)
        await follow_plans(session, context.services.vault)


@staff_notification(MAIL)
async def send_reminder(context: Context, payload: dict[str, Any]) -> None:
    """Remind one member of the promises that end soon."""
    at = datetime.fromisoformat(payload["at"])
    async with context.work() as session:
        mail = await reminder_mail(session, kind=payload["kind"], user_id=UUID(payload["user"]), at=at)
    if mail is not None:
        await tell(context, mail)
