"""Mails about deadlines."""

from typing import Any
from uuid import UUID

from ...tenants.contracts.deadlines.staff_mail import MAIL, deadline_mail
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member of the day's deadlines."""
    async with context.work() as session:
        mail = await deadline_mail(session, context.services.vault, UUID(payload["user"]), at=payload["at"])
    if mail is not None:
        await tell(context, mail)
