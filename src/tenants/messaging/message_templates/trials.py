"""Words tried out on oneself: through the real sender, marked as a test, and nobody's message."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...access.sessions.service import throttle
from ...access.sign_in.emails import StaffMail
from ...access.users.keys import member_key
from ...access.users.models import User
from ...audit.service import record
from .content import ChosenTemplate, FilledText, fill_email, text_of
from .feature import TRIAL_LIMIT, TemplateEvent
from .models import MessageTemplate
from .samples import made_up

_MARK = "测试"  # rules: allow untranslated – a message in Chinese
_LINK = "test"
_FIELD = "try"


@dataclass(frozen=True, slots=True)
class TriedText:
    """A text message to somebody's own phone."""

    phone: str
    text: FilledText
    key: str


async def try_mail(session: AsyncSession, user_id: UUID, event: str, content: Mapping[str, str]) -> None:
    """Mail a member these words, with made-up values.

    Raises:
        TooManyTriesError: more than ten tests in an hour.
    """
    await _begin(session, user_id, event, "email")
    payload = {"user": str(user_id), "event": event, "content": dict(content), "key": new_id().hex}
    await enqueue(session, "wording.try", payload)


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """Words that a carrier has approved: with which account, and under which code there."""

    template: MessageTemplate
    account: str
    code: str


async def try_text(
    session: AsyncSession, vault: Vault, user_id: UUID, text: ApprovedText, phone: str
) -> None:
    """Text words to a phone, with made-up values.

    Raises:
        TooManyTriesError: more than ten tests in an hour.
    """
    template = text.template
    await _begin(session, user_id, template.event, "sms")
    cipher = await member_key(session, vault, user_id)
    payload = {
        "user": str(user_id),
        "event": template.event,
        "wording": str(template.id),
        "account": text.account,
        "code": text.code,
        "sealed": b64encode(cipher.encrypt(_FIELD, json.dumps(phone))).decode(),
        "key": new_id().hex,
    }
    await enqueue(session, "wording.try", payload)


def tried_mail(session: AsyncSession, user: User, payload: Mapping[str, Any]) -> StaffMail:
    """The mail behind `try_mail`."""
    event = payload["event"]
    email = fill_email(event, payload["content"], made_up(event, "email"))
    email = replace(email, subject=f"[{_MARK}] {email.subject}")
    return StaffMail(
        user.login, user.name, email, "/hr/message-templates", f"{tenant_of(session).schema}.{payload['key']}"
    )


async def tried_text(session: AsyncSession, vault: Vault, payload: Mapping[str, str]) -> TriedText:
    """The text behind `try_text`; the name says that it is a test, the words are those that are filed."""
    template = await session.get_one(MessageTemplate, UUID(payload["wording"]))
    cipher = await member_key(session, vault, UUID(payload["user"]))
    phone: str = json.loads(cipher.decrypt(_FIELD, b64decode(payload["sealed"])))
    values = made_up(template.event, "sms") | {"name": _MARK}
    text = text_of(template.event, values, _LINK, ChosenTemplate(template.content, payload["code"]))
    return TriedText(phone, text, f"{tenant_of(session).schema}.{payload['key']}")


async def _begin(session: AsyncSession, user_id: UUID, event: str, channel: str) -> None:
    await throttle(session, TRIAL_LIMIT, str(user_id))
    data = {"event": event, "channel": channel, "tried": True}
    record(session, TemplateEvent.CHANGED, actor=f"user:{user_id}", data=data)
