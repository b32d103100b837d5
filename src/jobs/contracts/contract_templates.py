"""Mails about contract templates."""

from typing import Any
from uuid import UUID

from ...tenants.contracts.contract_templates.staff_mail import MAIL, template_mail
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member that a draft waits for them, or came back."""
    draft_id, user_id = UUID(payload["draft"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await template_mail(session, draft_id, user_id, about=payload["about"], at=payload["at"])
    if mail is not None:
        await tell(context, mail)
