"""Changing a password, and getting a new one by a link in a mail."""

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.errors import PasswordWeakError
from ....platform.auth.links import make_link_token, read_link_token
from ....platform.auth.passwords import check_password_aside, hash_password, weak
from ....platform.auth.tokens import same
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ..sessions.errors import LoginRefusedError
from ..sessions.service import throttle
from ..users.models import User
from .attempts import Client
from .emails import StaffMail, reset_mail, tell
from .errors import ResetInvalidError
from .feature import RESET_ADDRESS_LIMIT, RESET_LIMIT, SignInEvent
from .models import PasswordReset
from .sessions import revoke_others

RESET_LIFE = timedelta(hours=1)
_PURPOSE = "password_reset"


async def change_password(
    session: AsyncSession, user: User, password: str, *, keep: UUID | None, by: str = "self"
) -> None:
    """Set a new password; every session but `keep` ends.

    Raises:
        PasswordWeakError: too short, or known to be leaked.
    """
    if weak(password, (user.name, user.login, tenant_of(session).name)):
        raise PasswordWeakError
    user.password_hash = hash_password(password)
    await session.flush()
    await revoke_others(session, user.id, keep)
    data = {"user": str(user.id), "by": by}
    record(session, SignInEvent.PASSWORD_CHANGED, actor=f"user:{user.id}", data=data)
    await tell(session, user, "password_changed")


async def ask_reset(session: AsyncSession, client: Client, login: str) -> None:
    """Somebody has forgotten their password. The same is done whoever it is: a job finds out whether there is one.

    Raises:
        TooManyTriesError: asked too often, for this address or from there.
    """
    typed = login.strip().lower()
    user_id = await session.scalar(select(User.id).where(User.login == typed, User.active))
    await throttle(session, RESET_ADDRESS_LIMIT, client.address)
    await throttle(session, RESET_LIMIT, f"{client.address}|{typed}")
    reset_id = new_id()
    payload = {"reset": str(reset_id), "user": str(user_id or uuid4())}
    await enqueue(session, "password_reset.send", payload, dedupe=str(reset_id))


async def begin_reset(session: AsyncSession, vault: Vault, reset_id: UUID, user_id: UUID) -> StaffMail | None:
    """The job behind `ask_reset`: keep that it was asked, and write the mail; None when there is nobody to write to."""
    user = await session.get(User, user_id)
    if user is None or not user.active:
        return None
    row = await session.get(PasswordReset, reset_id)
    if row is None:
        now = clock.now()
        row = PasswordReset(
            id=reset_id,
            user_id=user.id,
            bound_to=_bound(user),
            created_at=now,
            expires_at=now + RESET_LIFE,
        )
        session.add(row)
        data = {"user": str(user.id)}
        record(session, SignInEvent.PASSWORD_RESET_ASKED, data=data)
    token = await make_link_token(session, vault, _PURPOSE, reset_id)
    return reset_mail(session, user, token=token, key=f"reset.{reset_id.hex}")


async def reset_of(
    session: AsyncSession, vault: Vault, token: str, *, lock: bool = False
) -> tuple[PasswordReset, User]:
    """The reset a link leads to, and whose it is.

    Raises:
        ResetInvalidError: not ours, used, too old, or the password was changed since.
    """
    id_ = await read_link_token(session, vault, _PURPOSE, token)
    row = await session.get(PasswordReset, id_, with_for_update=lock or None) if id_ is not None else None
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise ResetInvalidError
    user = await session.get_one(User, row.user_id, with_for_update=lock or None)
    if not user.active or not same(row.bound_to, _bound(user)):
        raise ResetInvalidError
    return row, user


async def finish_reset(session: AsyncSession, reset: PasswordReset, user: User, password: str) -> None:
    """Set the new password (`reset` loaded with `lock`); every session ends, and the link is dead.

    Raises:
        PasswordWeakError: too short, or known to be leaked.
    """
    await change_password(session, user, password, keep=None, by="reset")
    reset.used_at = clock.now()


def _bound(user: User) -> bytes:
    return hashlib.sha256(b"password\0" + user.password_hash.encode()).digest()


async def log_in(session: AsyncSession, login: str, password: str) -> User:
    """The user of this log-in and password; no session is opened yet.

    Raises:
        LoginRefusedError: no such user, wrong password, or not active: the same text and time for all.
    """
    user = await session.scalar(select(User).where(User.login == login.strip().lower()))
    kept = user.password_hash if user is not None and user.password_hash else None
    if not await check_password_aside(kept, password) or user is None or not user.active:
        raise LoginRefusedError
    return user
