"""Writing to a member in the suite the company works with, instead of by mail or beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.i18n import LazyText
from ....platform.providers.im.registry import apps
from ....platform.queue import enqueue
from ...access.single_sign_on.models import SsoConnection, SsoIdentity
from ...access.users.feature import UserEvent
from ...access.users.keys import member_key
from ...access.users.models import User
from ...audit.service import record
from ..channels.feature import ChannelEvent
from ..channels.models import ChannelAccount
from ..channels.service import (
    DecryptedAccount,
    account_in_use,
    account_of,
    decrypted_account,
    note_sent,
)
from ..channels.types import APP_KINDS

# 企业微信 stops answering for a day when too many are asked for whom it does not know.
_ASK_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PersonalWay:
    """The way to one member: the tenant's application, and who the member is to it.

    `known`: their id there, empty where it must be asked for: by what their log-in with the suite brought, or by phone.
    """

    account: DecryptedAccount
    user_id: UUID
    known: str
    subject: str
    phone: str


async def personal_way(
    session: AsyncSession, vault: Vault, user_id: UUID, *, account: ChannelAccount | None = None
) -> PersonalWay | None:
    """How to write to a member in the suite; None where there is none, or the suite did not know them lately.

    `account`: this one, whether it is in use or not, and ask anew.
    """
    trying = account is not None
    account = account or await account_in_use(session, APP_KINDS)
    user = await session.get(User, user_id)
    if account is None or user is None:
        return None
    told = {} if trying else user.suite_ids.get(str(account.id), {})
    if told and not told["id"] and datetime.fromisoformat(told["at"]) > clock.now() - _ASK_AGAIN:
        return None
    known, subject, phone = told.get("id", ""), "", ""
    if not known:
        subject = await _subject(session, user_id, apps(account.kind).suite)
        if user.phone_encrypted is not None:
            phone = (await member_key(session, vault, user_id)).decrypt("phone", user.phone_encrypted)
        if not (subject or phone):
            return None
    return PersonalWay(await decrypted_account(session, vault, account), user_id, known, subject, phone)


async def letters_of(session: AsyncSession, user_id: UUID) -> str:
    """How a member wants to be written to: `personal` (by mail where that fails), `both` or `email`."""
    return await session.scalar(select(User.letters).where(User.id == user_id)) or "email"


async def has_suite(session: AsyncSession) -> bool:
    """Whether the company writes to its members in a suite at all."""
    return await account_in_use(session, APP_KINDS) is not None


async def note_personal(session: AsyncSession, way: PersonalWay, *, found: str, failure: LazyText) -> None:
    """Keep who the member is to the suite, and what came of the message; who was refused is asked for anew."""
    if found != way.known or failure or not found:
        user = await session.get_one(User, way.user_id, with_for_update=True)
        ids, mine = dict(user.suite_ids), str(way.account.id)
        ids.pop(mine, None)
        if not failure:
            ids[mine] = {"id": found, "at": clock.now().isoformat()}
        user.suite_ids = ids
    if found or failure:
        note_sent(await account_of(session, way.account.id), failure)


async def try_personal(session: AsyncSession, account: ChannelAccount, *, user_id: UUID) -> None:
    """Have the suite's application write to the member who asks."""
    payload = {"account": str(account.id), "user": str(user_id), "at": clock.now().isoformat()}
    await enqueue(session, "staff.try_personal", payload, dedupe=f"{account.id}:{user_id}:try")
    data = {"account": str(account.id), "kind": account.kind, "tried": True}
    record(session, ChannelEvent.CHANGED, actor=f"user:{user_id}", data=data)


def choose_letters(session: AsyncSession, user: User, letters: str) -> None:
    """Keep how a member wants to be written to."""
    user.letters = letters
    data = {"user": str(user.id), "letters": letters}
    record(session, UserEvent.CHANGED, actor=f"user:{user.id}", data=data)


async def _subject(session: AsyncSession, user_id: UUID, kind: str) -> str:
    """What the member's log-in with the suite brought."""
    statement = (
        select(SsoIdentity.subject)
        .join(SsoConnection, SsoConnection.id == SsoIdentity.connection_id)
        .where(SsoIdentity.user_id == user_id, SsoConnection.kind == kind)
        .order_by(SsoIdentity.used_at.desc())
    )
    return await session.scalar(statement.limit(1)) or ""
