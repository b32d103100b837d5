"""What members are sent: codes by text message or mail, and mails about their account.

Members are no candidates: nothing of this is a message of an application. A job carries all it needs (what is secret,
encrypted), and a key that stays the same however often it runs.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.emails import Email
from ....platform.i18n import gettext as _
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ..sessions.service import CODE_LIFE
from ..users.keys import member_key
from ..users.models import Invitation, User
from ..users.queries import find_user

_FIELD = "text"


@dataclass(frozen=True, slots=True)
class CodeText:
    """A code on its way to a phone."""

    phone: str
    params: dict[str, str]
    key: str


@dataclass(frozen=True, slots=True)
class StaffMail:
    """A mail to a member: to whom, the words, where its button leads.

    `user_id`: of a task, which may be told in the company's suite instead; what is about an account only goes by mail.
    """

    to: str
    name: str
    email: Email
    path: str
    key: str
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, what it is for in the member's language, and the key by which it is texted once."""

    digits: str
    use: str
    key: str


async def send_code(session: AsyncSession, vault: Vault, user: User, code: Code, *, phone: str = "") -> None:
    """Text a code to a member's phone, or to `phone` where they are about to make it theirs."""
    cipher = await member_key(session, vault, user.id)
    if not phone:
        if user.phone_encrypted is None:
            raise ValueError("the member has no phone")
        phone = cipher.decrypt("phone", user.phone_encrypted)
    facts = json.dumps({"phone": phone, "code": code.digits, "use": code.use}, ensure_ascii=False)
    payload = {
        "user": str(user.id),
        "key": code.key,
        "until": (clock.now() + CODE_LIFE).isoformat(),
        "sealed": b64encode(cipher.encrypt(_FIELD, facts)).decode(),
    }
    await enqueue(session, "staff.text", payload, dedupe=code.key)


async def mail_code(session: AsyncSession, vault: Vault, user: User, code: Code, path: str) -> None:
    """Mail a code to a member who has no phone here; `path`: the page where it is typed in."""
    cipher = await member_key(session, vault, user.id)
    facts = json.dumps({"code": code.digits, "use": code.use}, ensure_ascii=False)
    payload = {
        "user": str(user.id),
        "key": code.key,
        "path": path,
        "until": (clock.now() + CODE_LIFE).isoformat(),
        "sealed": b64encode(cipher.encrypt(_FIELD, facts)).decode(),
    }
    await enqueue(session, "staff.code_mail", payload, dedupe=code.key)


async def code_mail(session: AsyncSession, vault: Vault, payload: dict[str, str]) -> StaffMail | None:
    """The mail behind `mail_code`; None when the code is too old to be of use, or the member is gone."""
    user = await find_user(session, UUID(payload["user"]))
    if user is None or not user.active or datetime.fromisoformat(payload["until"]) <= clock.now():
        return None
    cipher = await member_key(session, vault, user.id)
    facts: dict[str, str] = json.loads(cipher.decrypt(_FIELD, b64decode(payload["sealed"])))
    email = Email(
        subject=_("{company}：验证码（{use}）").format(company=tenant_of(session).name, use=facts["use"]),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(
            _("您的验证码是 {code}，用于{use}，10 分钟内有效。").format(**facts),
            _("不要告诉任何人。如果不是您本人在操作，请立即修改密码并联系管理员。"),
        ),
        action=_("回到工作台"),
    )
    return _mail(session, user.login, user.name, email, payload["path"], payload["key"])


async def open_code(session: AsyncSession, vault: Vault, payload: dict[str, str]) -> CodeText | None:
    """What `send_code` put into the job; None when the code is too old to be of use."""
    if datetime.fromisoformat(payload["until"]) <= clock.now():
        return None
    cipher = await member_key(session, vault, UUID(payload["user"]))
    facts: dict[str, str] = json.loads(cipher.decrypt(_FIELD, b64decode(payload["sealed"])))
    phone = facts.pop("phone")
    return CodeText(phone, facts, f"{tenant_of(session).schema}.{payload['key']}")


async def tell(session: AsyncSession, user: User, event: str, **facts: str) -> None:
    """Mail a member what was just done with their account, so that they notice when it was not them.

    `facts` fill the event's sentence.
    """
    payload = {
        "user": str(user.id),
        "event": event,
        "key": new_id().hex,
        "at": clock.now().isoformat(),
        **facts,
    }
    await enqueue(session, "staff.notice", payload, dedupe=payload["key"])


async def notice_mail(session: AsyncSession, payload: dict[str, str]) -> StaffMail | None:
    """The mail behind `tell`; None when the member is gone."""
    user = await find_user(session, UUID(payload["user"]))
    if user is None:
        return None
    at = datetime.fromisoformat(payload["at"]).astimezone(tenant_of(session).zoneinfo)
    said = _NOTICES[payload["event"]]().format_map(payload | {"at": at.strftime("%Y-%m-%d %H:%M")})
    email = Email(
        subject=_("{company}：账号安全提醒").format(company=tenant_of(session).name),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(said, _("如果不是您本人操作，请立即修改密码、退出其他设备，并联系管理员。")),
        action=_("查看登录的设备"),
    )
    return _mail(session, user.login, user.name, email, "/hr/account#sessions", payload["key"])


def invitation_mail(
    session: AsyncSession, invitation: Invitation, *, by: str, token: str, key: str
) -> StaffMail:
    """The mail that asks somebody to join."""
    company = tenant_of(session).name
    day = invitation.expires_at.astimezone(tenant_of(session).zoneinfo).strftime("%Y-%m-%d %H:%M")
    email = Email(
        subject=_("{by} 邀请您加入{company}的招聘工作台").format(by=by, company=company),
        greeting=_("{name}，您好：").format(name=invitation.name),
        paragraphs=(
            _("{by} 邀请您加入{company}的回音工作台，登录账号是 {login}。").format(
                by=by, company=company, login=invitation.login
            ),
            _("点下面的按钮设置密码即可加入，链接 {day} 前有效，只能使用一次。").format(day=day),
        ),
        action=_("设置密码并加入"),
    )
    return _mail(session, invitation.login, invitation.name, email, f"/hr/join/{token}", key)


def reset_mail(session: AsyncSession, user: User, *, token: str, key: str) -> StaffMail:
    """The mail with the link to a new password."""
    email = Email(
        subject=_("{company}：重设登录密码").format(company=tenant_of(session).name),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(
            _("有人为账号 {login} 申请重设密码。链接 1 小时内有效，只能使用一次。").format(login=user.login),
            _("如果不是您本人申请，忽略这封邮件即可，密码不会改变。"),
        ),
        action=_("重设密码"),
    )
    return _mail(session, user.login, user.name, email, f"/hr/reset/{token}", key)


def _mail(session: AsyncSession, to: str, name: str, email: Email, path: str, key: str) -> StaffMail:
    return StaffMail(to, name, email, path, f"{tenant_of(session).schema}.{key}")


_NOTICES: dict[str, Callable[[], str]] = {
    "password_changed": lambda: _("您的登录密码已于 {at} 修改，其他设备已退出登录。"),
    "phone_changed": lambda: _("您的登录手机号已于 {at} 修改。"),
    "factor_added": lambda: _("您的账号已于 {at} 添加两步验证方式。"),
    "factor_removed": lambda: _("您的账号已于 {at} 移除两步验证方式。"),
    "new_device": lambda: _("您的账号已于 {at} 在新的设备上登录：{device}，来自 {address}。"),
    "recovery_code_used": lambda: _("您的一个恢复码已于 {at} 用于验证身份，不能再次使用。"),
}
