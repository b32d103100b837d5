"""Personal links: a row's id, signed with the tenant's key. Nothing has to be kept to check one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ..crypto.vault import Vault
from .tokens import same

_PROOF_BYTES = 17  # 136 bits; with the id's 16 bytes the token is 44 characters without padding


async def make_link_token(session: AsyncSession, vault: Vault, purpose: str, id_: UUID) -> str:
    """The token of a link to the row `id_`, good for `purpose` in this tenant only."""
    return urlsafe_b64encode(id_.bytes + await _proof(session, vault, purpose, id_)).decode()


async def read_link_token(session: AsyncSession, vault: Vault, purpose: str, token: str) -> UUID | None:
    """The row's id, or None where the token is not ours. Whether the link still holds is the row's to say."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    if len(raw) != 16 + _PROOF_BYTES:
        return None
    id_ = UUID(bytes=raw[:16])
    return id_ if same(raw[16:], await _proof(session, vault, purpose, id_)) else None


async def _proof(session: AsyncSession, vault: Vault, purpose: str, id_: UUID) -> bytes:
    return (await vault.digest(session, f"link:{purpose}", id_.hex))[:_PROOF_BYTES]
