"""Reading candidates."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from .errors import CandidateNotFoundError
from .models import Application


async def stage_counts(session: AsyncSession) -> dict[str, int]:
    """How many applications stand in each stage."""
    rows = await session.execute(select(Application.stage, func.count()).group_by(Application.stage))
    return dict(rows.all())


async def sources(session: AsyncSession) -> Sequence[str]:
    """Every source that applications name, for a filter to offer."""
    named = select(Application.source).where(Application.source != "").distinct()
    return sorted(await session.scalars(named))


async def application(session: AsyncSession, application_id: UUID, *, lock: bool = False) -> Application:
    """One application with its person and vacancy.

    Raises:
        CandidateNotFoundError: it is not in this tenant.
    """
    statement = (
        select(Application)
        .where(Application.id == application_id)
        .options(joinedload(Application.person), joinedload(Application.vacancy))
    )
    if lock:
        # FOR NO KEY UPDATE: the row's state changes, its key does not.
        statement = statement.with_for_update(of=Application, key_share=True)
    found = await session.scalar(statement)
    if found is None:
        raise CandidateNotFoundError
    return found


async def applications_of(session: AsyncSession, person_id: UUID) -> Sequence[Application]:
    """A person's applications, newest first."""
    statement = (
        select(Application)
        .where(Application.person_id == person_id)
        .options(joinedload(Application.person), joinedload(Application.vacancy))
        .order_by(Application.id.desc())
    )
    return (await session.scalars(statement)).all()


_SHOWN = 8


async def recent_applications(session: AsyncSession) -> Sequence[Application]:
    """Whose data a preview may be looked at with: the newest applications that the session may see."""
    statement = (
        select(Application)
        .options(joinedload(Application.person), joinedload(Application.vacancy))
        .order_by(Application.created_at.desc(), Application.id)
        .limit(_SHOWN)
    )
    return (await session.scalars(statement)).all()
