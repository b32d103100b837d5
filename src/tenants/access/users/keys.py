"""What is personal of a member, encrypted with a key of their own."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import KeyShreddedError, Subject, Vault
from .models import User


async def member_key(session: AsyncSession, vault: Vault, user_id: UUID) -> Subject:
    """The member's key, made when it is first needed."""
    try:
        return await vault.subject(session, user_id)
    except KeyShreddedError:
        await session.get_one(User, user_id, with_for_update=True)  # two at once must not make two keys
    try:
        return await vault.subject(session, user_id)
    except KeyShreddedError:
        return await vault.new_subject(session, user_id)
