"""Reading what was asked for on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.crypto.vault import Vault
from .errors import CopyNotFoundError
from .models import PaperCopy


@dataclass(frozen=True, slots=True)
class Asked:
    """A copy with the employee's words and HR's; empty where there are none."""

    copy: PaperCopy
    words: str
    note: str


async def copy_of(session: AsyncSession, contract_id: UUID, copy_id: UUID) -> PaperCopy:
    """A copy that was asked for of this contract.

    Raises:
        CopyNotFoundError: it is of another one, or is not to be seen.
    """
    found = await session.scalar(
        select(PaperCopy).where(PaperCopy.id == copy_id, PaperCopy.contract_id == contract_id)
    )
    if found is None:
        raise CopyNotFoundError
    return found


async def open_copy(session: AsyncSession, contract_id: UUID) -> PaperCopy | None:
    """The copy of this contract that is waited for."""
    mine = (PaperCopy.contract_id == contract_id, PaperCopy.state == "asked")
    return await session.scalar(select(PaperCopy).where(*mine))


async def copies_of(session: AsyncSession, vault: Vault, contract_id: UUID) -> list[Asked]:
    """Every copy that was asked for of a contract, the last first."""
    statement = select(PaperCopy).where(PaperCopy.contract_id == contract_id)
    found = await session.scalars(statement.order_by(PaperCopy.asked_at.desc(), PaperCopy.id.desc()))
    return [await _read(session, vault, one) for one in found.all()]


async def open_copies(session: AsyncSession, *, limit: int) -> Sequence[PaperCopy]:
    """The copies that are waited for, what is due first at the top, with their contracts and people."""
    statement = (
        select(PaperCopy)
        .where(PaperCopy.state == "asked")
        .options(joinedload(PaperCopy.contract), joinedload(PaperCopy.person))
        .order_by(PaperCopy.due_at, PaperCopy.id)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def _read(session: AsyncSession, vault: Vault, copy: PaperCopy) -> Asked:
    if copy.words_encrypted is None and copy.note_encrypted is None:
        return Asked(copy, "", "")
    key = await vault.subject(session, copy.person_id)
    words, note = copy.words_encrypted, copy.note_encrypted
    return Asked(
        copy,
        key.decrypt("copy_words", words) if words is not None else "",
        key.decrypt("copy_note", note) if note is not None else "",
    )
