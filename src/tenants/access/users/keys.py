"""What is personal of a member, sealed under a key of their own."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import ForgottenError, Subject, Vault
from .models import User


async def private(session: AsyncSession, vault: Vault, user_id: UUID) -> Subject:
    """The member's seal; their key is made when it is first needed."""
    try:
        return await vault.subject(session, user_id)
    except ForgottenError:
        await session.get_one(User, user_id, with_for_update=True)  # two at once must not make two keys
    try:
        return await vault.subject(session, user_id)
    except ForgottenError:
        return await vault.new_subject(session, user_id)
