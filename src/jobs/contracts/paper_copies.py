"""Telling whoever makes contracts that an employee waits for one on paper."""

from typing import Any
from uuid import UUID

from ...tenants.contracts.paper_copies.staff_mail import MAIL, copy_mail
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member of one copy that is still waited for."""
    copy_id, user_id = UUID(payload["copy"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await copy_mail(session, copy_id, user_id, at=payload["at"])
    if mail is not None:
        await tell(context, mail)
