"""Who still owes a card; until it is sent they see nothing of what others thought, wherever they look.

The wall is laid on every query of a person's transaction, like the walls around departments: a page, a list, an export
that forgets about it finds nothing.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db.narrowing import Criteria
from ..decisions.models import Decision
from ..interviews.models import Interview, Scorecard

# Core tables under names of their own: the walls must not be laid on themselves again, nor meet the query's tables.
_MINE, _RESULTS = Interview.__table__.alias("mine"), Decision.__table__.alias("results")


def owed(interviews: FromClause = Interview.__table__) -> ColumnElement[bool]:
    """The condition on `interviews` that keeps those whose card is still waited for.

    Once the result is confirmed nobody waits: a late card is taken, but it changes nothing and is no longer asked for.
    Nor is one of somebody whose meeting was called off, or who was taken off its panel.
    """
    confirmed = exists().where(
        _RESULTS.c.application_id == interviews.c.application_id,
        _RESULTS.c.current,
        _RESULTS.c.confirmed_at.is_not(None),
    )
    return and_(interviews.c.scorecard_id.is_(None), interviews.c.released_at.is_(None), ~confirmed)


def blinds(user_id: UUID) -> Criteria:
    """Walls that hide from somebody the others' cards and the result of every application they owe a card for."""
    owing = select(_MINE.c.application_id).where(_MINE.c.user_id == user_id, owed(_MINE))
    return (
        (Scorecard, or_(Scorecard.user_id == user_id, Scorecard.application_id.not_in(owing))),
        (Decision, Decision.application_id.not_in(owing)),
    )


async def owes_card(session: AsyncSession, user_id: UUID, application_id: UUID) -> bool:
    """Whether somebody still owes a card for this application."""
    mine = exists().where(_MINE.c.user_id == user_id, _MINE.c.application_id == application_id, owed(_MINE))
    return bool(await session.scalar(select(mine)))
