"""Handing messages to providers, and taking their receipts in."""

from typing import Any
from uuid import UUID

from ...platform.i18n import lazy as _
from ...platform.providers.email.port import EmailMessage, EmailRefused
from ...platform.providers.sms.port import SmsMessage, SmsRefused, SmsUncertain
from ...platform.queue import TryLaterError, job
from ...tenants.notices.service import (
    Outgoing,
    apply_receipt,
    record_failed,
    record_submitted,
    take_for_sending,
)
from ...tenants.notices.templates import NOTICES
from ..context import Context
from ..letters import calendar_file, render_letter

# After a request without an answer: by then the gateway has taken it or never will, and can say which.
_SETTLED_SECONDS = 15


async def _give_up(context: Context, payload: dict[str, Any]) -> None:
    async with context.work() as session:
        reason = _("多次尝试后仍无法连接发送服务，请改用电话通知。")
        await record_failed(session, UUID(payload["message"]), reason)


@job("message.send", concurrency=20, last_try=_give_up)
async def send(context: Context, payload: dict[str, Any]) -> None:
    """Hand one message to its provider and record what it said."""
    message_id = UUID(payload["message"])
    async with context.work() as session:
        outgoing = await take_for_sending(session, context.services.vault, message_id)
    if outgoing is None:
        return
    try:
        provider_id = await _hand_over(context, outgoing)
    except (EmailRefused, SmsRefused) as refused:
        async with context.work() as session:
            await record_failed(session, message_id, refused.reason)
        return
    except SmsUncertain as problem:
        raise TryLaterError(_SETTLED_SECONDS) from problem
    async with context.work() as session:
        # A mail server that answered 250 has the mail; an SMS gateway has only promised to try.
        await record_submitted(session, message_id, provider_id, delivered=outgoing.channel == "email")


async def _hand_over(context: Context, outgoing: Outgoing) -> str:
    if outgoing.channel == "email":
        letter = render_letter(context.tenant, outgoing)
        email = EmailMessage(
            to=outgoing.recipient,
            to_name=outgoing.name,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            key=outgoing.key,
            attachments=calendar_file(outgoing.values.get("calendar", "")),
        )
        return (await context.services.email.send(email)).provider_id
    if outgoing.repeat:
        # Whoever asked before us may have died between the gateway's yes and our record of it.
        found = await context.services.sms.find(outgoing.recipient, outgoing.key, outgoing.queued_on)
        if found is not None:
            return found.provider_id
    notice = NOTICES[outgoing.event]
    values = outgoing.values | {"link": outgoing.link}
    params = {name: values[name] for name in notice.sms_params}
    text = SmsMessage(outgoing.recipient, notice.sms_code, params, outgoing.key)
    return (await context.services.sms.send(text)).provider_id


@job("message.receipt", retries=12)
async def receipt(context: Context, payload: dict[str, Any]) -> None:
    """Move a message on by what its receipt says."""
    async with context.work() as session:
        await apply_receipt(session, UUID(payload["receipt"]))
