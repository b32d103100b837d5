"""Reading what lies in the archive."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.providers.storage.checked import Copy
from ..labour_contracts.queries import FiledAs, contract, filed_with_hash
from .models import ArchivedObject

DOCUMENT = "contract.pdf"
"""The kind of a finished contract; one whose time stamp was renewed is called so, a dot, and the beginning of its hash."""
SCAN = "scan.pdf"
"""The kind of the scan of a contract that was signed on paper: there is no time stamp in it to renew."""


def copy_of(filed: ArchivedObject) -> Copy:
    """Where the object lies, by its version."""
    return Copy(filed.object_key, filed.sha256, filed.version)


async def newest_document(
    session: AsyncSession, contract_id: UUID, *, lock: bool = False
) -> ArchivedObject | None:
    """The finished contract in the archive, with its last stamp; None before it is there."""
    statement = (
        select(ArchivedObject)
        .where(
            ArchivedObject.contract_id == contract_id,
            or_(ArchivedObject.kind.like(f"{DOCUMENT}%"), ArchivedObject.kind == SCAN),
        )
        .order_by(ArchivedObject.archived_at.desc())
        .limit(1)
    )
    return await session.scalar(statement.with_for_update(key_share=True) if lock else statement)


async def filed_as(session: AsyncSession, sha256: str) -> FiledAs | None:
    """Whether a document with exactly these bytes is filed here, with its first stamp or a later one."""
    if (filed := await filed_with_hash(session, sha256)) is not None:
        return filed
    renewed = select(ArchivedObject.contract_id).where(
        ArchivedObject.sha256 == sha256, ArchivedObject.kind.like(f"{DOCUMENT}%")
    )
    if (contract_id := await session.scalar(renewed.limit(1))) is None:
        return None
    found = await contract(session, contract_id)
    return FiledAs(final=True, finished_at=found.completed_at, trial=found.trial)
