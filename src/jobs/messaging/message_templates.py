"""Filing the words of text messages with their provider, and trying words out on oneself."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.i18n import LazyText
from ...platform.i18n import lazy as _
from ...platform.logging import get_logger
from ...platform.providers.sms.port import SmsMessage, SmsProvider, SmsRefused
from ...platform.queue import Urgency, job
from ...tenants.access.users.models import User
from ...tenants.messaging.channels.service import DecryptedAccount, account_of, decrypted_account
from ...tenants.messaging.message_templates.content import OURS
from ...tenants.messaging.message_templates.custom import title_of_any
from ...tenants.messaging.message_templates.models import MessageTemplate
from ...tenants.messaging.message_templates.registration import (
    filed_text,
    handed_in,
    heard,
    not_handed_in,
    state_of,
)
from ...tenants.messaging.message_templates.trials import tried_mail, tried_text
from ..context import Context
from .members import hand_over

log = get_logger(__name__)


async def _not_filed(context: Context, payload: dict[str, Any]) -> None:
    reason = _("多次尝试后仍无法连接短信服务，请稍后再报备。")
    async with context.work() as session:
        await not_handed_in(session, UUID(payload["wording"]), payload["account"], reason)


@job("wording.file", last_try=_not_filed)
async def file(context: Context, payload: dict[str, Any]) -> None:
    """Hand a version in. Tried again, it may be there twice: a template too many sends nothing."""
    id_, key = UUID(payload["wording"]), payload["account"]
    async with context.work() as session:
        template = await session.get_one(MessageTemplate, id_)
        if state_of(template, key).code:
            return
        event, text = template.event, str(template.content["text"])
        title = await title_of_any(session, event)
        account = await _account(context, session, key)
    try:
        code = await _gateway(context, account).file(
            title, filed_text(event, text, context.services.settings.origin())
        )
    except SmsRefused as refused:
        async with context.work() as session:
            await not_handed_in(session, id_, key, refused.reason)
        return
    async with context.work() as session:
        await handed_in(session, id_, key, code)


@job("wording.look", retries=12, urgency=Urgency.BULK)
async def look(context: Context, payload: dict[str, Any]) -> None:
    """Ask how far a version is."""
    id_, key = UUID(payload["wording"]), payload["account"]
    async with context.work() as session:
        filing = state_of(await session.get_one(MessageTemplate, id_), key)
        account = await _account(context, session, key)
    if filing.state != "checking" or not filing.code:
        return
    try:
        said = await _gateway(context, account).filing(filing.code)
        state, reason = said.state, LazyText(said.reason)
    except SmsRefused as refused:
        state = "rejected"
        reason = _("用这个编号查询时，服务商回答：{reason}").format(reason=refused.reason)
    async with context.work() as session:
        await heard(session, id_, key, filing.code, state, reason)


@job("wording.try")
async def attempt(context: Context, payload: dict[str, Any]) -> None:
    """Send words to the member who tries them."""
    if "wording" not in payload:
        async with context.work() as session:
            user = await session.get(User, UUID(payload["user"]))
            mail = tried_mail(session, user, payload) if user is not None else None
        if mail is not None:
            await hand_over(context, mail)
        return
    async with context.work() as session:
        tried = await tried_text(session, context.services.vault, payload)
        account = await _account(context, session, payload["account"])
    gateway = _gateway(context, account)
    # No row remembers an earlier attempt: the gateway is asked whether it took this one already.
    if await gateway.find(tried.phone, tried.key, clock.today_in_china()) is not None:
        return
    words = tried.text
    try:
        await gateway.send(SmsMessage(tried.phone, words.template, words.params, tried.key, filed=True))
    except SmsRefused as refused:
        log.warning("words that were tried were not taken", code=refused.code, key=tried.key)


async def _account(context: Context, session: AsyncSession, key: str) -> DecryptedAccount | None:
    if key == OURS:
        return None
    return await decrypted_account(session, context.services.vault, await account_of(session, UUID(key)))


def _gateway(context: Context, account: DecryptedAccount | None) -> SmsProvider:
    return context.services.gateways.sms(account)
