"""What a member says about themselves: the name, and the phone they can sign in with."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.formats.masks import mask_phone
from ....platform.i18n import gettext as _
from ....platform.ids import new_id
from ...audit.service import record
from ..sessions.service import check_code, issue_code, issued_since, throttle
from ..users.feature import UserEvent
from ..users.keys import member_key
from ..users.models import User
from .emails import Code, send_code, tell
from .errors import PhoneTakenError
from .feature import CODE_DAY_LIMIT, CODE_HOUR_LIMIT, CODE_MINUTE_LIMIT, SignInEvent

_PURPOSE = "staff_phone"
_AGAIN = timedelta(minutes=1)


def rename(session: AsyncSession, user: User, name: str) -> None:
    """Change one's own name."""
    user.name = name
    record(session, UserEvent.CHANGED, actor=f"user:{user.id}", data={"user": str(user.id), "name": True})


async def ask_phone(session: AsyncSession, vault: Vault, user: User, phone: str) -> None:
    """Send a code to a phone (E.164) that shall become the member's; asked again within the minute, the one sent is good.

    Raises:
        TooManyTriesError: this member asked for too many, or too many were asked for to this phone.
    """
    digest = await vault.digest(session, _PURPOSE, phone)
    if await issued_since(session, user.id, _PURPOSE, digest, clock.now() - _AGAIN):
        return
    for limit in (CODE_MINUTE_LIMIT, CODE_HOUR_LIMIT, CODE_DAY_LIMIT):
        await throttle(session, limit, f"{_PURPOSE}:{user.id}")
        await throttle(session, limit, f"{_PURPOSE}:{digest.hex()}")
    code = await issue_code(session, user.id, _PURPOSE, digest)
    await send_code(session, vault, user, Code(code, _("绑定手机号"), new_id().hex), phone=phone)


async def set_phone(session: AsyncSession, vault: Vault, user: User, phone: str, code: str) -> None:
    """Keep a phone the member has shown to hold.

    Raises:
        CodeWrongError: wrong, too old, or sent to another phone.
        PhoneTakenError: a colleague signs in with it.
    """
    digest = await vault.digest(session, _PURPOSE, phone)
    await check_code(session, user.id, _PURPOSE, digest, code)
    encrypted = (await member_key(session, vault, user.id)).encrypt("phone", phone)
    try:
        async with session.begin_nested():
            user.suite_ids = {}  # the suite may know the new number
            user.phone_encrypted, user.phone_digest, user.phone_hint = encrypted, digest, mask_phone(phone)
    except IntegrityError:
        await session.refresh(user)
        raise PhoneTakenError from None
    await _changed(session, user)


async def remove_phone(session: AsyncSession, user: User) -> None:
    """Forget the phone."""
    user.phone_encrypted, user.phone_digest, user.phone_hint = None, None, ""
    await _changed(session, user)


async def _changed(session: AsyncSession, user: User) -> None:
    record(session, SignInEvent.PHONE_CHANGED, actor=f"user:{user.id}", data={"user": str(user.id)})
    await tell(session, user, "phone_changed")
