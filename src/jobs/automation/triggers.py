"""What events set off by the tenant's own wish."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ...platform.i18n import gettext as _
from ...platform.providers.im.port import ChatMessage
from ...platform.queue import job
from ...tenants.automation.triggers.execution import (
    EMAIL,
    FIRE,
    GROUP,
    fire,
    group_news,
    note_group_told,
    trigger_email,
)
from ...tenants.messaging.channels.models import ChannelAccount
from ...tenants.messaging.channels.service import account_of, decrypted_account, note_sent
from ..context import Context
from ..messaging.channels import AWAY, say_in_group
from ..messaging.members import staff_notification, tell


@job(FIRE, concurrency=10)
async def set_off(context: Context, payload: dict[str, Any]) -> None:
    """Send what an event has set off, or put it off."""
    async with context.work() as session:
        await fire(session, context.services.vault, UUID(payload["trigger"]), int(payload["seq"]))


@staff_notification(EMAIL)
async def email(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member."""
    async with context.work() as session:
        mail = await trigger_email(
            session, UUID(payload["trigger"]), int(payload["seq"]), UUID(payload["user"])
        )
    if mail is not None:
        await tell(context, mail)


def _ends(payload: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(payload["ends"])


async def _group_away(context: Context, payload: dict[str, Any]) -> None:
    trigger_id = UUID(payload["trigger"])
    async with context.work() as session:
        account = await account_of(session, UUID(payload["account"]))
        note_sent(account, AWAY)
        if (news := await group_news(session, trigger_id, _ends(payload))) is not None:
            await note_group_told(session, trigger_id, news.seqs, ok=False)


@job(GROUP, retries=6, last_try=_group_away)
async def group(context: Context, payload: dict[str, Any]) -> None:
    """Tell a group what came together in a minute: how many, never who."""
    trigger_id = UUID(payload["trigger"])
    async with context.work() as session:
        account = await session.get(ChannelAccount, UUID(payload["account"]))
        news = await group_news(session, trigger_id, _ends(payload))
        if news is None:
            return
        if account is None or not account.enabled:
            await note_group_told(session, trigger_id, news.seqs, ok=False)
            return
        gateway = await decrypted_account(session, context.services.vault, account)
    count = len(news.seqs)
    text = news.text if count == 1 else _("{text}（共 {n} 位候选人）").format(text=news.text, n=count)
    message = ChatMessage(news.title, text, f"{context.tenant.origin}/hr/candidates", _("打开工作台"))
    failure = await say_in_group(context, gateway, message)
    async with context.work() as session:
        note_sent(await account_of(session, gateway.id), failure)
        await note_group_told(session, trigger_id, news.seqs, ok=not failure)
