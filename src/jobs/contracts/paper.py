"""Telling members that a contract on paper is due, waits to be checked, or was sent back."""

from typing import Any
from uuid import UUID

from ...tenants.contracts.paper.staff_mail import MAIL, paper_mail
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member of one contract that still waits."""
    contract_id, user_id = UUID(payload["contract"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await paper_mail(session, contract_id, user_id, payload["kind"], at=payload["at"])
    if mail is not None:
        await tell(context, mail)
