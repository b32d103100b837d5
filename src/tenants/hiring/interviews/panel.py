"""Who sits on a meeting's panel: each seat is a duty to write a card."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...access.users.models import User
from ..candidates.models import Application
from .errors import PanelScoredError
from .models import Interview, InterviewEvent
from .service import assign


async def panel_of(
    session: AsyncSession, event: InterviewEvent, *, released: bool = False
) -> frozenset[UUID]:
    """Who sits on the panel; `released`: also those whose duty was off with the meeting."""
    statement = select(Interview.user_id).where(Interview.event_id == event.id)
    if not released:
        statement = statement.where(Interview.released_at.is_(None))
    return frozenset((await session.scalars(statement)).all())


async def seat(
    session: AsyncSession,
    application: Application,
    event: InterviewEvent,
    panel: frozenset[UUID],
    *,
    actor: str,
) -> None:
    """Ask these for a card of this meeting; who had been asked before is asked for this one."""
    for user_id in sorted(panel):
        interview = await assign(
            session,
            application,
            user_id=user_id,
            round_name=event.round,
            held_at=event.starts_at,
            actor=actor,
        )
        interview.event_id, interview.released_at = event.id, None
        interview.held_at = event.starts_at
    await session.flush()


async def unseat(session: AsyncSession, event: InterviewEvent, users: frozenset[UUID]) -> None:
    """Take these off the panel, and their duty with it."""
    statement = select(Interview).where(
        Interview.event_id == event.id, Interview.user_id.in_(users), Interview.scorecard_id.is_(None)
    )
    for interview in await session.scalars(statement):
        interview.event_id, interview.released_at = None, clock.now()


async def release(session: AsyncSession, event: InterviewEvent) -> None:
    """Take the duty to score off the panel: the meeting is not to be."""
    statement = select(Interview).where(
        Interview.event_id == event.id, Interview.scorecard_id.is_(None), Interview.released_at.is_(None)
    )
    for interview in await session.scalars(statement):
        interview.released_at = clock.now()


async def refuse_scored(
    session: AsyncSession, application: Application, round_name: str, users: frozenset[UUID]
) -> None:
    """See that none of these has scored the round.

    Raises:
        PanelScoredError: somebody has.
    """
    statement = (
        select(User.name)
        .join(Interview, Interview.user_id == User.id)
        .where(
            Interview.application_id == application.id,
            Interview.round == round_name,
            Interview.user_id.in_(users),
            Interview.scorecard_id.is_not(None),
        )
        .order_by(User.name)
        .limit(1)
    )
    name = await session.scalar(statement)
    if name is not None:
        raise PanelScoredError(name)
