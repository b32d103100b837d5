"""Telling whoever makes contracts that a candidate asks or refuses."""

from typing import Any
from uuid import UUID

from ...tenants.contracts.signing.staff_mail import MAIL, concern_mail
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member of one concern that is still open."""
    concern_id, user_id = UUID(payload["concern"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await concern_mail(session, concern_id, user_id, at=payload["at"])
    if mail is not None:
        await tell(context, mail)
