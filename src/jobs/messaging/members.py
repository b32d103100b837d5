"""Writing to members: by mail, and of their tasks in the company's suite, as each has chosen.

The suite comes first; where it refuses or does not know somebody, the mail goes. When it cannot be reached or asks to
wait, the job is tried again, and its last try goes by mail alone. What hangs on an e-mail (a calendar file) only a mail
can carry: such an e-mail always goes by mail too.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ...platform.emails import Email
from ...platform.i18n import LazyText
from ...platform.i18n import lazy as _
from ...platform.logging import get_logger
from ...platform.providers.email.port import Attachment, EmailMessage, EmailRefused
from ...platform.providers.im.port import ChatMessage, ChatRefused
from ...platform.queue import Handler, job
from ...tenants.access.sign_in.emails import StaffMail
from ...tenants.messaging.messages.members import PersonalWay, letters_of, note_personal, personal_way
from ..context import Context
from .email_layout import lay_out, staff_foot

log = get_logger(__name__)
_UNKNOWN = _("企业通讯录里没有您的账号，也没有您的手机号。")
_by_mail_only: ContextVar[bool] = ContextVar("by mail only", default=False)


def staff_notification(name: str) -> Callable[[Handler], Handler]:
    """Register a job that tells members of a task: when every try is used up, once more by mail alone."""

    def register(handler: Handler) -> Handler:
        async def by_mail(context: Context, payload: dict[str, Any]) -> None:
            token = _by_mail_only.set(True)
            try:
                await handler(context, payload)
            except Exception:  # no mail either: it is held, as every job that failed
                log.exception("a member could not be told", job=name)
            finally:
                _by_mail_only.reset(token)

        return job(name, last_try=by_mail)(handler)

    return register


async def tell(context: Context, mail: StaffMail, attachments: tuple[Attachment, ...] = ()) -> str:
    """Write to a member as they have chosen; returns why the mail server refuses, or nothing.

    Raises:
        ChatUnavailable: the suite cannot be reached now.
    """
    letters, way = "email", None
    if mail.user_id is not None and not _by_mail_only.get():
        async with context.work() as session:
            letters = await letters_of(session, mail.user_id)
            if letters != "email":
                way = await personal_way(session, context.services.vault, mail.user_id)
    told = way is not None and not await say(context, way, mail.email, mail.path, mail.key)
    if told and letters == "personal" and not attachments:
        return ""
    return await hand_over(context, mail, attachments)


async def say(context: Context, way: PersonalWay, email: Email, path: str, key: str) -> LazyText:
    """Write to a member in the suite; returns why it does not take it, or nothing.

    Raises:
        ChatUnavailable: it cannot be reached now.
    """
    messenger = context.services.gateways.messenger(way.account)
    failure, to = LazyText(""), way.known
    try:
        to = to or await messenger.find(subject=way.subject, phone=way.phone)
        if to:
            text = "\n".join(filter(None, email.paragraphs))
            message = ChatMessage(email.subject, text, context.tenant.origin + path, email.action)
            await messenger.send(to, message, key)
    except ChatRefused as refused:
        failure = refused.reason
    async with context.work() as session:
        await note_personal(session, way, found=to, failure=failure)
    return failure if to or failure else _UNKNOWN


async def hand_over(context: Context, mail: StaffMail, attachments: tuple[Attachment, ...] = ()) -> str:
    """Send a mail; returns why the server refuses it, or nothing."""
    tenant = context.tenant
    rendered = lay_out(mail.email, tenant.origin + mail.path, tenant, staff_foot(tenant))
    message = EmailMessage(
        to=mail.to,
        to_name=mail.name,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        key=mail.key,
        attachments=attachments,
    )
    try:
        await context.services.email.send(message)
    except EmailRefused as refused:
        log.warning("a mail to a member was refused", key=mail.key, reason=str(refused.reason))
        return str(refused.reason)
    return ""
