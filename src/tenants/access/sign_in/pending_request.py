"""What somebody was about to send when a fresh proof was asked of them: nothing they typed is lost on the way."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.ids import new_id
from ..users.keys import member_key
from .errors import KeptFormGoneError
from .models import KeptForm

KEPT_LIFE = timedelta(minutes=30)
_FIELD = "kept_form"


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A request to be made after the proof: its address and fields, the page it was to be sent from, what it does."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    back: str
    doing: str


async def keep(
    session: AsyncSession, vault: Vault, user_id: UUID, session_id: UUID, pending: PendingRequest
) -> UUID:
    """Put it away, encrypted, for this session only; what is too old is thrown away with it."""
    now = clock.now()
    await session.execute(delete(KeptForm).where(KeptForm.expires_at <= now))
    key = await member_key(session, vault, user_id)
    row = KeptForm(
        id=new_id(),
        session_id=session_id,
        method=pending.method,
        path=pending.path,
        back=pending.back,
        doing=pending.doing,
        fields_encrypted=key.encrypt(_FIELD, json.dumps(pending.fields, ensure_ascii=False)),
        created_at=now,
        expires_at=now + KEPT_LIFE,
    )
    session.add(row)
    return row.id


async def kept(
    session: AsyncSession, vault: Vault, user_id: UUID, session_id: UUID, id_: UUID
) -> PendingRequest:
    """What was put away.

    Raises:
        KeptFormGoneError: too old, or put away in another session.
    """
    row = await session.get(KeptForm, id_)
    if row is None or row.session_id != session_id or row.expires_at <= clock.now():
        raise KeptFormGoneError
    fields = json.loads((await member_key(session, vault, user_id)).decrypt(_FIELD, row.fields_encrypted))
    return PendingRequest(
        row.method, row.path, tuple((name, value) for name, value in fields), row.back, row.doing
    )
