"""Pressing the company's seal on one contract: by a keeper, by a list with a code, or by itself.

A seal is pressed once: the contract is locked, its state says whether it waits, and the register has one line for it. A job
makes the signature, of the file with just the hash that was pressed on.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.author import Author
from ...audit.service import record
from ...people.seals.errors import NoSealError, NotKeeperError
from ...people.seals.models import Seal
from ...people.seals.queries import keepers, seal_for
from ..labour_contracts.models import Contract
from ..labour_contracts.service import concluded, signed
from ..labour_contracts.states import advance
from .errors import CodeNeededError, NotToSealError
from .feature import SealingEvent
from .models import SealEntry
from .rule import four_eyes

_BY_ITSELF = Author("system", "")
_PRESSED = ("sealing", "completed", "archived")


async def press_alone(session: AsyncSession, contract: Contract, keeper_id: UUID, by: Author) -> None:
    """A keeper who has just proved who they are presses the seal on one contract, locked. Pressing twice is pressing once.

    Raises:
        NotToSealError: the candidate has not signed.
        CodeNeededError: this seal is used with a code, or the tenant wants four eyes.
        NoSealError, NotKeeperError: there is no seal, or others keep it.
    """
    if contract.state in _PRESSED:
        return
    if contract.state != "pending_company":
        raise NotToSealError
    seal = await seal_for(session, contract.legal_entity_id)
    if seal.rule == "code" or await four_eyes(session):
        raise CodeNeededError
    await require_keeper(session, seal, keeper_id)
    await press(session, contract, seal, "proof", by)


@signed.listener
async def _press_by_itself(session: AsyncSession, contract: Contract) -> None:
    """Where the seal's rule says so; where there is no seal the contract waits for somebody to see to that."""
    if await four_eyes(session):
        return
    try:
        seal = await seal_for(session, contract.legal_entity_id)
    except NoSealError:
        return
    if seal.rule == "automatic":
        await press(session, contract, seal, "automatic", _BY_ITSELF)


async def require_keeper(session: AsyncSession, seal: Seal, user_id: UUID) -> None:
    """See that a member may use this seal.

    Raises:
        NotKeeperError: others keep it.
    """
    kept_by = (await keepers(session, [seal.id])).get(seal.id)
    if kept_by and user_id not in kept_by:
        raise NotKeeperError


async def press(  # rules: allow parameters – what, with what, how, by whom, in which list
    session: AsyncSession,
    contract: Contract,
    seal: Seal,
    way: str,
    by: Author,
    *,
    request_id: UUID | None = None,
    **proof: str,
) -> None:
    """Press a seal on a contract, locked, that waits for it; `proof` goes into the chain with it.

    Raises:
        WrongStateError: it does not wait.
    """
    advance(contract, "sealing")
    session.add(
        SealEntry(
            id=new_id(),
            contract_id=contract.id,
            seal_id=seal.id,
            request_id=request_id,
            way=way,
            pressed_by=by.actor,
            pressed_name=by.name,
            pressed_at=clock.now(),
            before_sha256=contract.signed_sha256,
        )
    )
    record(
        session,
        SealingEvent.PRESSED,
        actor=by.actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"document": contract.signed_sha256, "seal": str(seal.id), "way": way, **proof},
    )
    await enqueue(session, "contract.seal", {"contract": str(contract.id)}, dedupe=str(contract.id))


async def entry_of(session: AsyncSession, contract_id: UUID) -> SealEntry:
    """The line of the register for a contract that is being sealed.

    Raises:
        NotToSealError: nobody has pressed a seal on it.
    """
    found = await session.scalar(select(SealEntry).where(SealEntry.contract_id == contract_id))
    if found is None:
        raise NotToSealError
    return found


@concluded.listener
async def _complete(session: AsyncSession, contract: Contract) -> None:
    """The register says what came of it."""
    entry = await session.scalar(select(SealEntry).where(SealEntry.contract_id == contract.id))
    if entry is not None:
        entry.after_sha256, entry.sealed_at = contract.final_sha256, contract.completed_at
