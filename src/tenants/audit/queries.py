"""Reading the chain."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import AuditEvent, AuditHead


async def timeline(session: AsyncSession, application_id: UUID, *, limit: int = 500) -> Sequence[AuditEvent]:
    """Every event of one application, newest first."""
    statement = (
        select(AuditEvent)
        .where(AuditEvent.application_id == application_id)
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def events_of_contract(session: AsyncSession, contract_id: UUID) -> Sequence[AuditEvent]:
    """Every event of one contract, newest first."""
    statement = (
        select(AuditEvent).where(AuditEvent.contract_id == contract_id).order_by(AuditEvent.seq.desc())
    )
    return (await session.scalars(statement)).all()


async def last_of_contract(session: AsyncSession, contract_id: UUID, kind: str) -> AuditEvent | None:
    """The newest event of a kind about one contract."""
    wanted = (AuditEvent.contract_id == contract_id, AuditEvent.kind == kind)
    return await session.scalar(select(AuditEvent).where(*wanted).order_by(AuditEvent.seq.desc()).limit(1))


async def span_for_contract(
    session: AsyncSession, contract_id: UUID, application_id: UUID | None
) -> tuple[Sequence[AuditEvent], Sequence[tuple[int, bytes, bytes]]]:
    """The events that belong to this contract or its application, and what stands between the first and the last of them: of
    each its number and both hashes, for there may be a hundred thousand."""
    mine: ColumnElement[bool] = AuditEvent.contract_id == contract_id
    if application_id is not None:
        mine = or_(mine, AuditEvent.application_id == application_id)
    own = (await session.scalars(select(AuditEvent).where(mine).order_by(AuditEvent.seq))).all()
    within = AuditEvent.seq.between(own[0].seq, own[-1].seq) & mine.is_not(True)
    others = await session.execute(select(AuditEvent.seq, AuditEvent.prev, AuditEvent.hash).where(within))
    return own, [(row.seq, row.prev, row.hash) for row in others]


async def events_between(session: AsyncSession, kind: str, after: int, until: int) -> Sequence[AuditEvent]:
    """Every event of a kind behind number `after`, up to and with number `until`."""
    within = (AuditEvent.seq > after) & (AuditEvent.seq <= until)
    statement = select(AuditEvent).where(AuditEvent.kind == kind, within).order_by(AuditEvent.seq)
    return (await session.scalars(statement)).all()


async def chain_end(session: AsyncSession) -> tuple[int, str]:
    """The number and the hash (hexadecimal) of the last event, which the head names.

    Raises:
        NoResultFound: there is none, or the head names another: nobody is to vouch for that.
    """
    named = (AuditHead.seq == AuditEvent.seq) & (AuditHead.hash == AuditEvent.hash)
    statement = select(AuditEvent.seq, AuditEvent.hash).join(AuditHead, named).where(AuditHead.id == 1)
    end = (await session.execute(statement)).one()
    return end.seq, end.hash.hex()
