"""Tickets: a few facts that a browser carries for a while and cannot change, signed with the tenant's key.

For what is half-way (a password was right, the second factor is still to come). Nothing is kept on our side; what a
ticket says must be harmless to know for whoever holds it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from .. import clock
from ..crypto.vault import Vault
from .tokens import same

_PROOF_BYTES = 32


class _Ticket(msgspec.Struct):
    facts: dict[str, str]
    until: int  # seconds since 1970


async def make_ticket(
    session: AsyncSession, vault: Vault, purpose: str, facts: dict[str, str], life: timedelta
) -> str:
    """A ticket good for `purpose` in this tenant, until `life` has passed."""
    until = int((clock.now() + life).timestamp())
    body = msgspec.json.encode(_Ticket(facts, until))
    return urlsafe_b64encode(await _proof(session, vault, purpose, body) + body).decode()


async def read_ticket(
    session: AsyncSession, vault: Vault, purpose: str, ticket: str
) -> dict[str, str] | None:
    """What a ticket says; None where it is not ours, for something else, or too old."""
    try:
        raw = urlsafe_b64decode(ticket.encode("ascii"))
    except ValueError:
        return None
    proof, body = raw[:_PROOF_BYTES], raw[_PROOF_BYTES:]
    if not same(proof, await _proof(session, vault, purpose, body)):
        return None
    found = msgspec.json.decode(body, type=_Ticket)
    return found.facts if found.until > clock.now().timestamp() else None


async def _proof(session: AsyncSession, vault: Vault, purpose: str, body: bytes) -> bytes:
    return await vault.digest(session, f"ticket:{purpose}", body.hex())
