"""Reading scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.crypto.vault import Vault
from ..labour_contracts.models import Contract
from .errors import ScanNotFoundError
from .models import PaperScan


@dataclass(frozen=True, slots=True)
class Paper:
    """A contract on paper, and the scan of it that waits to be checked, if one does."""

    contract: Contract
    waiting: PaperScan | None


async def scan_of(session: AsyncSession, contract_id: UUID, scan_id: UUID) -> PaperScan:
    """One scan of this contract.

    Raises:
        ScanNotFoundError: it is not of this one, or is not to be seen.
    """
    found = await session.scalar(
        select(PaperScan).where(PaperScan.id == scan_id, PaperScan.contract_id == contract_id)
    )
    if found is None:
        raise ScanNotFoundError
    return found


async def scans_of(session: AsyncSession, contract_id: UUID) -> Sequence[PaperScan]:
    """Every scan of a contract, the last first."""
    statement = select(PaperScan).where(PaperScan.contract_id == contract_id)
    return (
        await session.scalars(statement.order_by(PaperScan.uploaded_at.desc(), PaperScan.id.desc()))
    ).all()


async def waiting_scan(session: AsyncSession, contract_id: UUID) -> PaperScan | None:
    """The scan that waits to be checked."""
    mine = (PaperScan.contract_id == contract_id, PaperScan.state == "waiting")
    return await session.scalar(select(PaperScan).where(*mine))


async def accepted_scan(session: AsyncSession, contract_id: UUID) -> PaperScan | None:
    """The scan that the contract was concluded with."""
    mine = (PaperScan.contract_id == contract_id, PaperScan.state == "accepted")
    return await session.scalar(select(PaperScan).where(*mine).limit(1))


async def paper_of(session: AsyncSession, contract_id: UUID) -> Paper | None:
    """The contract, where it is signed on paper and not concluded."""
    statement = _papers().where(Contract.id == contract_id)
    row = (await session.execute(statement)).one_or_none()
    return Paper(*row) if row is not None else None


async def papers(session: AsyncSession, *, limit: int) -> Sequence[Paper]:
    """The contracts on paper that are not concluded, what is due first at the top, with their people."""
    statement = _papers().order_by(Contract.paper_due_at.asc().nulls_last(), Contract.id).limit(limit)
    return [Paper(*row) for row in await session.execute(statement)]


def _papers() -> Select[Contract, PaperScan | None]:
    return (
        select(Contract, PaperScan)
        .outerjoin(PaperScan, (PaperScan.contract_id == Contract.id) & (PaperScan.state == "waiting"))
        .where(Contract.state == "on_paper")
        .options(joinedload(Contract.person))
    )


async def reason_of(session: AsyncSession, vault: Vault, contract: Contract, scan: PaperScan) -> str:
    """Why a scan was sent back; empty where it was not."""
    if scan.reason_encrypted is None:
        return ""
    key = await vault.subject(session, contract.person_id)
    return key.decrypt("paper_reason", scan.reason_encrypted)
