"""Offers that wait for their answer: reminders, the end of their time, and telling members."""

from typing import Any
from uuid import UUID

from ...platform.queue import Urgency, job
from ...tenants.contracts.offers.queries import offer as load
from ...tenants.contracts.offers.service import WATCH
from ...tenants.contracts.offers.service import watch as look_after
from ...tenants.contracts.offers.staff_mail import MAIL, offer_mail, tell_makers
from ..context import Context
from ..messaging.members import staff_notification, tell


@job(WATCH, concurrency=2, urgency=Urgency.BULK)
async def watch(context: Context, payload: dict[str, Any]) -> None:
    """A moment has come at which an offer is to be reminded of, or is over."""
    async with context.work() as session:
        offer = await load(session, UUID(payload["offer"]), lock=True)
        if await look_after(session, context.services.vault, offer):
            await tell_makers(session, offer, "lapsed")


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member what became of one offer."""
    offer_id, user_id = UUID(payload["offer"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await offer_mail(session, offer_id, user_id, about=payload["about"], at=payload["at"])
    if mail is not None:
        await tell(context, mail)
