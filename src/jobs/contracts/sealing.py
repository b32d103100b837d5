"""Telling keepers that a list waits for the second of four eyes."""

from typing import Any
from uuid import UUID

from ...tenants.contracts.sealing.staff_mail import MAIL, request_mail
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one keeper of one list that still waits."""
    request_id, user_id = UUID(payload["request"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await request_mail(session, request_id, user_id, at=payload["at"])
    if mail is not None:
        await tell(context, mail)
