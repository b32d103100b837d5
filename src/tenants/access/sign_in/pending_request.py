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
from ..users.keys import private
from .errors import KeptFormGoneError
from .models import KeptForm

KEPT_LIFE = timedelta(minutes=30)
_FIELD = "kept_form"


@dataclass(frozen=True, slots=True)
class Errand:
    """A request to be made after the proof: its address and fields, the page it was to be sent from, what it does."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    back: str
    doing: str


async def keep(session: AsyncSession, vault: Vault, user_id: UUID, session_id: UUID, errand: Errand) -> UUID:
    """Put it away, sealed, for this session only; what is too old is thrown away with it."""
    now = clock.now()
    await session.execute(delete(KeptForm).where(KeptForm.expires_at <= now))
    seal = await private(session, vault, user_id)
    row = KeptForm(
        id=new_id(),
        session_id=session_id,
        method=errand.method,
        path=errand.path,
        back=errand.back,
        doing=errand.doing,
        fields_sealed=seal.seal(_FIELD, json.dumps(errand.fields, ensure_ascii=False)),
        created_at=now,
        expires_at=now + KEPT_LIFE,
    )
    session.add(row)
    return row.id


async def kept(session: AsyncSession, vault: Vault, user_id: UUID, session_id: UUID, id_: UUID) -> Errand:
    """What was put away.

    Raises:
        KeptFormGoneError: too old, or put away in another session.
    """
    row = await session.get(KeptForm, id_)
    if row is None or row.session_id != session_id or row.expires_at <= clock.now():
        raise KeptFormGoneError
    fields = json.loads((await private(session, vault, user_id)).open(_FIELD, row.fields_sealed))
    return Errand(row.method, row.path, tuple((name, value) for name, value in fields), row.back, row.doing)
