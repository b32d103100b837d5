"""Reading what waits for a seal."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import RequestNotFoundError
from .models import SealRequest


async def request_of(session: AsyncSession, request_id: UUID, *, lock: bool = False) -> SealRequest:
    """One request.

    Raises:
        RequestNotFoundError: not in this tenant.
    """
    found = await session.get(SealRequest, request_id, with_for_update=True if lock else None)
    if found is None:
        raise RequestNotFoundError
    return found


async def open_requests(session: AsyncSession) -> Sequence[SealRequest]:
    """Lists that wait for a second member, the oldest first."""
    statement = select(SealRequest).where(SealRequest.state == "open", SealRequest.four_eyes)
    return (await session.scalars(statement.order_by(SealRequest.asked_at, SealRequest.id))).all()
