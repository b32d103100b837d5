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


async def span_for_contract(
    session: AsyncSession, contract_id: UUID, application_id: UUID | None
) -> Sequence[AuditEvent]:
    """Every event of the tenant from the first to the last that belongs to this contract or its application.

    The bundle keeps the foreign ones among them as bare hashes.
    """
    mine: ColumnElement[bool] = AuditEvent.contract_id == contract_id
    if application_id is not None:
        mine = or_(mine, AuditEvent.application_id == application_id)
    bounds = select(AuditEvent.seq).where(mine)
    first = await session.scalar(bounds.order_by(AuditEvent.seq).limit(1))
    last = await session.scalar(bounds.order_by(AuditEvent.seq.desc()).limit(1))
    statement = select(AuditEvent).where(AuditEvent.seq.between(first, last)).order_by(AuditEvent.seq)
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
