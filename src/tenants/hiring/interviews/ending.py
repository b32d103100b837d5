"""The end of an interview: from then on the candidate knows by when they will hear, whether or not a card comes in."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ..candidates.models import Application
from ..promises.service import drop, promise
from ..stages.types import OPEN_STAGES
from .models import Interview
from .queries import invited_again
from .schedule import interview_as_planned

_TOOK_PLACE = ("arranged", "confirmed", "held")
"""Unless somebody says otherwise: who did not come, or asked for another time, was not interviewed."""


async def end(session: AsyncSession, payload: dict[str, Any]) -> None:
    """Promise an answer, counted from the end of the interview, if it took place as this version says."""
    if (
        found := await interview_as_planned(session, UUID(payload["event"]), payload["sequence"])
    ) is not None:
        await promise_after(session, *found)


async def promise_after(
    session: AsyncSession, interview: Interview, application: Application, *, actor: str = "system"
) -> None:
    """Promise an answer to who has been interviewed and waits; nothing where that is not so.

    While another interview is to come, that is the next date, and its end makes the promise.
    """
    if (
        interview.ends_at > clock.now()
        or interview.state not in _TOOK_PLACE
        or application.stage not in OPEN_STAGES
    ):
        return
    if not await invited_again(session, [application.id]):
        await promise(session, application, since=interview.ends_at, actor=actor)


async def not_met(session: AsyncSession, application: Application, *, actor: str) -> None:
    """An interview is off, or nobody came: who was interviewed before waits for an answer, who was not is owed none."""
    statement = select(Interview).where(
        Interview.application_id == application.id, Interview.state.in_(_TOOK_PLACE)
    )
    now = clock.now()
    if application.stage != "review" and all(one.ends_at > now for one in await session.scalars(statement)):
        await drop(session, application)
    elif application.stage in OPEN_STAGES and not await invited_again(session, [application.id]):
        await promise(session, application, actor=actor)
