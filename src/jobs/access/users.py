"""What members are sent: invitations, links to a new password, codes, and notes about their account."""

from typing import Any
from uuid import UUID

from ...platform import clock
from ...platform.emails import Email
from ...platform.i18n import gettext as _
from ...platform.i18n import lazy
from ...platform.logging import get_logger
from ...platform.providers.sms.port import SmsMessage, SmsRefused
from ...platform.queue import Urgency, job
from ...tenants.access.sign_in.emails import code_mail, invitation_mail, notice_mail, open_code
from ...tenants.access.sign_in.passwords import begin_reset
from ...tenants.access.sign_in.service import send_asked_code
from ...tenants.access.users.models import Invitation, User
from ...tenants.access.users.service import invitation_token, note_invitation_sent
from ...tenants.messaging.channels.service import account_of, note_sent
from ...tenants.messaging.message_templates.built_in import built_in_messages
from ...tenants.messaging.messages.members import personal_way
from ..context import Context
from ..messaging.members import hand_over, say

log = get_logger(__name__)


async def _invitation_given_up(context: Context, payload: dict[str, Any]) -> None:
    async with context.work() as session:
        invitation = await session.get_one(Invitation, UUID(payload["invitation"]))
        note_invitation_sent(invitation, _("多次尝试后仍无法连接邮件服务，请稍后重新邀请。"))


@job("invitation.send", last_try=_invitation_given_up)
async def send_invitation(context: Context, payload: dict[str, Any]) -> None:
    """Mail somebody the link to join."""
    invitation_id = UUID(payload["invitation"])
    async with context.work() as session:
        invitation = await session.get_one(Invitation, invitation_id)
        if invitation.sent_at or invitation.revoked_at or invitation.expires_at <= clock.now():
            return
        by = await session.get_one(User, invitation.invited_by)
        mail = invitation_mail(
            session,
            invitation,
            by=by.name,
            token=await invitation_token(session, context.services.vault, invitation),
            key=f"invitation.{invitation_id.hex}",
        )
    failure = await hand_over(context, mail)
    async with context.work() as session:
        note_invitation_sent(await session.get_one(Invitation, invitation_id), failure)


@job("password_reset.send", urgency=Urgency.URGENT)
async def send_reset(context: Context, payload: dict[str, Any]) -> None:
    """Mail the link to a new password, if there is somebody with that address."""
    async with context.work() as session:
        vault = context.services.vault
        mail = await begin_reset(session, vault, UUID(payload["reset"]), UUID(payload["user"]))
    if mail is not None:
        await hand_over(context, mail)


@job("staff.notice")
async def send_notice(context: Context, payload: dict[str, Any]) -> None:
    """Mail a member what was done with their account."""
    async with context.work() as session:
        mail = await notice_mail(session, payload)
    if mail is not None:
        await hand_over(context, mail)


@job("staff.code", urgency=Urgency.URGENT)
async def make_code(context: Context, payload: dict[str, Any]) -> None:
    """Make the code that was asked for at the log-in, and have it sent if the phone is a member's."""
    async with context.work() as session:
        vault = context.services.vault
        await send_asked_code(session, vault, UUID(payload["ask"]), UUID(payload["user"]))


@job("staff.text", concurrency=20, urgency=Urgency.URGENT)
async def send_text(context: Context, payload: dict[str, Any]) -> None:
    """Text a code to a member's phone."""
    async with context.work() as session:
        code = await open_code(session, context.services.vault, payload)
    if code is None:
        return
    # No row remembers an earlier attempt: the gateway is asked whether it took this one already.
    if await context.services.sms.find(code.phone, code.key, clock.today_in_china()) is not None:
        return
    try:
        await context.services.sms.send(
            SmsMessage(code.phone, built_in_messages()["code"].sms.code, code.params, code.key)
        )
    except SmsRefused as refused:
        log.warning("a code was not taken", code=refused.code, key=code.key)


@job("staff.code_mail", urgency=Urgency.URGENT)
async def mail_code(context: Context, payload: dict[str, Any]) -> None:
    """Mail a code to a member who has no phone here."""
    async with context.work() as session:
        mail = await code_mail(session, context.services.vault, payload)
    if mail is not None:
        await hand_over(context, mail)


async def _suite_away(context: Context, payload: dict[str, Any]) -> None:
    async with context.work() as session:
        account = await account_of(session, UUID(payload["account"]))
        note_sent(account, lazy("多次尝试后仍无法连接平台，或发送过于频繁。"))


@job("staff.try_personal", retries=4, last_try=_suite_away)
async def try_personal(context: Context, payload: dict[str, Any]) -> None:
    """Write to the member who asked whether the company's suite takes our messages; the answer stands by the account."""
    async with context.work() as session:
        account = await account_of(session, UUID(payload["account"]))
        way = await personal_way(session, context.services.vault, UUID(payload["user"]), account=account)
        if way is None:
            note_sent(account, lazy("您还没有用这个平台登录过，也没有绑定手机号，找不到您。"))
            return
    company = context.tenant.name
    email = Email(
        subject=_("测试消息"),
        greeting="",
        paragraphs=(_("{company}的招聘提醒会这样发给您。").format(company=company),),
        action=_("打开工作台"),
    )
    failure = await say(context, way, email, "/hr/", f"{account.id.hex}.{payload['at']}")
    if failure:
        async with context.work() as session:
            note_sent(await account_of(session, way.account.id), failure)
