"""Handing messages to providers, and taking their receipts in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.formats.contact import is_abroad
from ...platform.i18n import lazy as _
from ...platform.providers.email.port import EmailMessage, EmailRefused
from ...platform.providers.sms.port import SmsMessage, SmsRefused, SmsUncertain
from ...platform.queue import TryLaterError, Urgency, job
from ...tenants.messaging.message_templates.content import FilledText, UnwrittenError, text_abroad, text_of
from ...tenants.messaging.messages.dispatch import Outcome, Outgoing, keep_outcomes, take_for_sending
from ...tenants.messaging.messages.fallback import fall_back_if_silent
from ...tenants.messaging.messages.holds import Due
from ...tenants.messaging.messages.receipts import ReceiptTooEarlyError, apply_receipts
from ..context import Context
from .batching import Batcher
from .email_layout import calendar_file, render_email


async def _take(context: Context, session: AsyncSession, jobs: Sequence[Due]) -> Sequence[Outgoing | None]:
    return await take_for_sending(session, context.services.vault, jobs)


async def _take_codes(
    context: Context, session: AsyncSession, jobs: Sequence[Due]
) -> Sequence[Outgoing | None]:
    return await take_for_sending(session, context.services.vault, jobs, only_codes=True)


async def _keep(_context: Context, session: AsyncSession, outcomes: Sequence[Outcome]) -> Sequence[None]:
    await keep_outcomes(session, outcomes)
    return [None] * len(outcomes)


# Codes have a door of their own: they wait for nobody else's transaction.
take, take_codes = Batcher(_take), Batcher(_take_codes)
keep, keep_codes = Batcher(_keep), Batcher(_keep)


async def _give_up(context: Context, payload: dict[str, Any]) -> None:
    reason = _("多次尝试后仍无法连接发送服务，请改用电话通知。")
    await keep(context, Outcome(UUID(payload["message"]), failure=reason))


@job("message.send", concurrency=200, last_try=_give_up)
async def send(context: Context, payload: dict[str, Any]) -> None:
    """Hand one message to its provider and keep what it said."""
    outgoing = await take(context, Due.of(payload))
    if outgoing is not None:
        await keep(context, await _outcome(context, outgoing))


@job("message.code", concurrency=20, last_try=_give_up, urgency=Urgency.URGENT)
async def send_code(context: Context, payload: dict[str, Any]) -> None:
    """The same for a one-time code, which goes out before everything else; of any other message nothing."""
    outgoing = await take_codes(context, Due.of(payload))
    if outgoing is not None:
        await keep_codes(context, await _outcome(context, outgoing))


async def _outcome(context: Context, outgoing: Outgoing) -> Outcome:
    """What became of the attempt.

    Raises:
        TryLaterError: the gateway does not know yet.
    """
    try:
        return await _hand_over(context, outgoing)
    except (EmailRefused, SmsRefused) as refused:
        return Outcome(outgoing.message_id, failure=refused.reason)
    except UnwrittenError:
        reason = _("这条消息在这个渠道上没有可用的内容，请管理员在「消息模板」中发布或报备。")
        return Outcome(outgoing.message_id, failure=reason)
    except SmsUncertain as problem:
        raise TryLaterError(context.services.gateways.sms(outgoing.account).settled_seconds) from problem


async def _hand_over(context: Context, outgoing: Outgoing) -> Outcome:
    if outgoing.channel == "email":
        rendered = render_email(context.tenant, outgoing)
        email = EmailMessage(
            to=outgoing.recipient,
            to_name=outgoing.name,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            key=outgoing.key,
            attachments=calendar_file(outgoing.values.get("calendar", "")),
        )
        accepted = await context.services.email.send(email)
        # A mail server that answered 250 has the mail; an SMS gateway has only promised to try.
        return Outcome(outgoing.message_id, accepted.provider_id, delivered=True)
    gateway = context.services.gateways.sms(outgoing.account)
    if outgoing.repeat:
        # Whoever asked before us may have died between the gateway's yes and our record of it.
        found = await gateway.find(outgoing.recipient, outgoing.key, outgoing.queued_on)
        if found is not None:
            return Outcome(outgoing.message_id, found.provider_id)
    words = _words(outgoing)
    text = SmsMessage(outgoing.recipient, words.template, words.params, outgoing.key, filed=words.filed)
    return Outcome(outgoing.message_id, (await gateway.send(text)).provider_id)


def _words(outgoing: Outgoing) -> FilledText:
    """The text message; who has a number from elsewhere gets only what is filed for there.

    Raises:
        SmsRefused: nothing is.
        UnwrittenError: the message has no words that the provider would take.
    """
    if not is_abroad(outgoing.recipient):
        return text_of(outgoing.event, outgoing.values, outgoing.link, outgoing.template)
    words = text_abroad(outgoing.event, outgoing.values)
    if words is None:
        raise SmsRefused("abroad", _("境外号码只发验证码短信，请用邮件或电话通知。"))
    return words


@job("message.receipt", retries=12)
async def receipt(context: Context, payload: dict[str, Any]) -> None:
    """Move messages on by what their receipts say."""
    ids = payload.get("receipts") or [payload["receipt"]]
    async with context.work() as session:
        whole = await apply_receipts(session, [UUID(id_) for id_ in ids])
    if not whole:
        raise ReceiptTooEarlyError


@job("message.fallback")
async def fallback(context: Context, payload: dict[str, Any]) -> None:
    """A message has been silent for as long as the tenant gives it: the next channel."""
    async with context.work() as session:
        await fall_back_if_silent(session, UUID(payload["message"]))
