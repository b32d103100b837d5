"""What group chats of HR people are told: how things stand, with a link; never a name, the group may be large."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.i18n import LazyText, lazy
from ...platform.i18n import gettext as _
from ...platform.providers.im.port import ChatMessage, ChatRefused
from ...platform.queue import job
from ...tenants.features import topics
from ...tenants.messaging.channels.models import ChannelAccount
from ...tenants.messaging.channels.service import DecryptedAccount, account_of, decrypted_account, note_sent
from ..context import Context

AWAY = lazy("多次尝试后仍无法连接群机器人，或发送过于频繁。")


async def say_in_group(context: Context, gateway: DecryptedAccount, message: ChatMessage) -> LazyText:
    """Write into a group; returns why its robot does not take it, or nothing.

    Raises:
        ChatUnavailable: for now.
    """
    try:
        await context.services.gateways.robot(gateway).send(message)
    except ChatRefused as refused:
        return refused.reason
    return LazyText("")


async def _give_up(context: Context, payload: dict[str, Any]) -> None:
    async with context.work() as session:
        account = await account_of(session, UUID(payload["account"]))
        note_sent(account, AWAY)


@job("robot.tell", retries=6, last_try=_give_up)
async def tell(context: Context, payload: dict[str, Any]) -> None:
    """Say in a group how things stand with one topic; nothing where nothing waits any more."""
    async with context.work() as session:
        account = await session.get(ChannelAccount, UUID(payload["account"]))
        if account is None or not (account.enabled or not payload["topic"]):
            return
        message = await _words(context, session, payload["topic"])
        gateway = await decrypted_account(session, context.services.vault, account)
    if message is None:
        return
    failure = await say_in_group(context, gateway, message)
    async with context.work() as session:
        note_sent(await account_of(session, gateway.id), failure)


async def _words(context: Context, session: AsyncSession, topic: str) -> ChatMessage | None:
    origin, company = context.tenant.origin, context.tenant.name
    if not topic:
        text = _("{company}的招聘通知会发到这个群。").format(company=company)
        return ChatMessage(_("测试消息"), text, f"{origin}/hr/", _("打开工作台"))
    told = topics()[topic]
    waiting = select(func.count()).select_from(told.waiting().subquery())
    if not (number := await session.scalar(waiting)):
        return None
    text = str(told.text.format(company=company, n=number))
    return ChatMessage(str(told.title), text, f"{origin}{told.path}", str(told.action))
