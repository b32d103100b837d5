"""Adding, changing, stopping and replacing seals. What a seal is used for stands in the register of `contracts/sealing`."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.db.release import release_unchanged
from ....platform.documents.imprint import CleanImprint
from ....platform.files import FileReader, Limits
from ....platform.ids import new_id
from ...audit.service import record
from .errors import ImprintRefusedError, OfficialSealError, SealStoppedError
from .feature import SealEvent
from .imprint import MOST_BYTES, sound_imprint
from .kinds import LABOUR_CONTRACT
from .models import Seal, SealKeeper, SealUse
from .queries import keepers, uses_of

_LIMITS = Limits(seconds=20)


@dataclass(frozen=True, slots=True)
class NewSeal:
    """A seal as somebody wants it; `serial` and `holder` as typed, `scan` where it is not drawn by us."""

    legal_entity_id: UUID
    kind: str
    serial: str = ""
    holder: str = ""
    scan: CleanImprint | None = None


@dataclass(frozen=True, slots=True)
class SealRule:
    """How a seal is used: see `kinds.RULES`, for which documents, and by which members (none: all who may seal)."""

    rule: str
    documents: frozenset[str]
    keepers: frozenset[UUID]


async def read_imprint(session: AsyncSession, files: FileReader, data: bytes) -> CleanImprint:
    """Take the print of a seal out of a picture, in a process of its own.

    Raises:
        ImprintRefusedError: too large, no sound picture, or nothing red in it.
        FileRefusedError: reading it failed, or there is no turn for it.
        UnfinishedChangeError: the session has changed something.
    """
    if len(data) > MOST_BYTES:
        raise ImprintRefusedError
    await release_unchanged(session)
    return await files.run(_LIMITS, sound_imprint, data)


async def add_seal(session: AsyncSession, wanted: NewSeal, *, actor: str) -> Seal:
    """A new seal of an employer, used for nothing yet.

    Raises:
        OfficialSealError: the employer has a 公章 in use.
    """
    made = _seal(wanted, actor)
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise OfficialSealError from None
    data = {"seal": str(made.id), "employer": str(made.legal_entity_id), "kind": made.kind}
    if wanted.serial:
        data["serial"] = wanted.serial
    if wanted.scan is not None:
        data["picture"] = sha256_hex(wanted.scan)
    record(session, SealEvent.ADDED, actor=actor, data=data)
    return made


async def first_seal(session: AsyncSession, legal_entity_id: UUID) -> None:
    """The 合同专用章 that an employer begins with: drawn from its name, without a number, for its labour contracts. That the
    employer is added says this, too."""
    made = _seal(NewSeal(legal_entity_id, "contract"), "system")
    session.add(made)
    await session.flush()
    await _use_for(session, made, {LABOUR_CONTRACT})


def _seal(wanted: NewSeal, actor: str) -> Seal:
    return Seal(
        id=new_id(),
        legal_entity_id=wanted.legal_entity_id,
        kind=wanted.kind,
        serial=wanted.serial,
        holder=wanted.holder,
        scan=wanted.scan,
        rule="proof",
        added_by=actor,
        created_at=clock.now(),
    )


async def change_seal(session: AsyncSession, seal: Seal, wanted: SealRule, *, actor: str) -> None:
    """Say anew how a seal, locked, is used. What another seal was put under before is put under this one.

    Raises:
        SealStoppedError: it is out of use.
    """
    if seal.stopped_at is not None:
        raise SealStoppedError
    seal.rule = wanted.rule
    await session.execute(delete(SealUse).where(SealUse.seal_id == seal.id))
    await _use_for(session, seal, wanted.documents)
    await _keep_by(session, seal, wanted.keepers)
    data = {
        "seal": str(seal.id),
        "rule": wanted.rule,
        "documents": sorted(wanted.documents),
        "keepers": sorted(map(str, wanted.keepers)),
    }
    record(session, SealEvent.CHANGED, actor=actor, data=data)


async def stop_seal(
    session: AsyncSession, seal: Seal, reason: str, *, actor: str, successor: Seal | None = None
) -> None:
    """Take a seal, locked, out of use. Stopping twice stops once.

    Documents that wait for it wait for whichever seal is put in its place; what was pressed before is still finished.
    """
    if seal.stopped_at is not None:
        return
    seal.stopped_at, seal.stopped_by, seal.stop_reason = clock.now(), actor, reason
    seal.successor_id = successor.id if successor is not None else None
    await session.execute(delete(SealUse).where(SealUse.seal_id == seal.id))
    data = {"seal": str(seal.id), "reason": sha256_hex(reason.encode())}
    if successor is not None:
        data["successor"] = str(successor.id)
    record(session, SealEvent.STOPPED, actor=actor, data=data)


async def replace_seal(
    session: AsyncSession, seal: Seal, wanted: NewSeal, reason: str, *, actor: str
) -> Seal:
    """Put a new seal in the place of one, locked: with its keepers, its rule and everything it was put under.

    Raises:
        SealStoppedError: it is out of use already.
        OfficialSealError: it is to become a 公章, and there is another.
    """
    if seal.stopped_at is not None:
        raise SealStoppedError
    documents = await uses_of(session, seal.id)
    kept = (await keepers(session, [seal.id])).get(seal.id, set())
    async with session.begin_nested():  # the old one goes first: there is one 公章 at a time
        await stop_seal(session, seal, reason, actor=actor)
        made = await add_seal(session, wanted, actor=actor)
        seal.successor_id, made.rule = made.id, seal.rule
        await _use_for(session, made, documents)
        await _keep_by(session, made, kept)
    return made


async def _use_for(session: AsyncSession, seal: Seal, documents: Collection[str]) -> None:
    for document in sorted(documents):
        use = {"legal_entity_id": seal.legal_entity_id, "document": document, "seal_id": seal.id}
        await session.execute(
            insert(SealUse)
            .values(use)
            .on_conflict_do_update(index_elements=["legal_entity_id", "document"], set_={"seal_id": seal.id})
        )


async def _keep_by(session: AsyncSession, seal: Seal, members: Collection[UUID]) -> None:
    await session.execute(delete(SealKeeper).where(SealKeeper.seal_id == seal.id))
    for user_id in sorted(members):
        session.add(SealKeeper(seal_id=seal.id, user_id=user_id))
