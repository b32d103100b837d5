"""Archive time stamps that must be renewed before they end: which contracts are due, and what was put beside the old file.

A renewed file is a further object; the first one stays where it is, locked. What is handed out is the newest.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from ...audit.service import record
from ..labour_contracts.models import Contract
from .feature import EvidenceEvent
from .models import ArchivedObject
from .queries import DOCUMENT, newest_document
from .service import Stored

AHEAD = timedelta(days=90)
"""So long before the certificate or the algorithm of the last stamp ends there is another one."""


async def due_renewals(session: AsyncSession) -> Sequence[UUID]:
    """The contracts whose last stamp ends soon, or whose nobody has looked at."""
    newest = (
        select(ArchivedObject.contract_id, ArchivedObject.stamp_until)
        .ext(distinct_on(ArchivedObject.contract_id))
        .where(ArchivedObject.kind.like(f"{DOCUMENT}%"))
        .order_by(ArchivedObject.contract_id, ArchivedObject.archived_at.desc())
        .subquery()
    )
    soon = or_(newest.c.stamp_until.is_(None), newest.c.stamp_until <= clock.now() + AHEAD)
    return (await session.scalars(select(newest.c.contract_id).where(soon))).all()


async def record_stamp(session: AsyncSession, contract_id: UUID, sha256: str, until: datetime) -> None:
    """Until when the stamp of the file with this hash is good; written down once it is known."""
    filed = await newest_document(session, contract_id, lock=True)
    if filed is not None and filed.sha256 == sha256:
        filed.stamp_until = until


async def record_renewed(
    session: AsyncSession, contract: Contract, renewed: Stored, *, over: str, until: datetime
) -> None:
    """Put a renewed file beside the one with the hash `over`; noting it twice, or over another one, changes nothing."""
    filed = await newest_document(session, contract.id, lock=True)
    if filed is None or filed.sha256 != over:
        return
    session.add(
        ArchivedObject(
            id=new_id(),
            contract_id=contract.id,
            kind=renewed.kind,
            object_key=renewed.object_key,
            version=renewed.version,
            sha256=renewed.sha256,
            size=renewed.size,
            retain_until=filed.retain_until,
            archived_at=clock.now(),
            stamp_until=until,
        )
    )
    record(
        session,
        EvidenceEvent.STAMP_RENEWED,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"document": renewed.sha256, "over": over, "until": until.date().isoformat()},
    )
