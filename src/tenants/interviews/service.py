"""Asking interviewers for scores, and taking their scorecards in."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.ids import new_id
from ..audit.events import Event
from ..audit.service import record
from ..candidates.models import Application
from ..decisions.service import mark
from ..promises.service import promise
from .errors import AlreadyScoredError
from .models import Interview, Scorecard


@dataclass(frozen=True, slots=True)
class Card:
    """A filled-in scorecard; scores 0–10, None where left blank."""

    round: str
    interviewer: str
    scores: dict[str, Decimal | None]
    note: str = ""
    conclusion: str = ""
    held_at: datetime | None = None
    user_id: UUID | None = field(default=None)


async def assign(
    session: AsyncSession,
    application: Application,
    *,
    user_id: UUID,
    round_name: str,
    held_at: datetime | None,
    actor: str,
) -> Interview:
    """Ask an interviewer to score a candidate; asking twice for the same round changes nothing."""
    known = select(Interview).where(
        Interview.application_id == application.id,
        Interview.round == round_name,
        Interview.user_id == user_id,
    )
    interview = await session.scalar(known)
    if interview is not None:
        return interview
    interview = Interview(
        id=new_id(),
        application_id=application.id,
        round=round_name,
        user_id=user_id,
        held_at=held_at,
        created_at=clock.now(),
    )
    session.add(interview)
    if application.stage == "new":
        application.stage = "interview"
    data = {
        "interview": str(interview.id),
        "round": round_name,
        "interviewer": str(user_id),
    }
    record(
        session,
        Event.INTERVIEW_ASSIGNED,
        actor=actor,
        application_id=application.id,
        data=data,
    )
    return interview


async def submit(session: AsyncSession, application: Application, card: Card, *, actor: str) -> Scorecard:
    """Take a scorecard in, promise the candidate an answer and let the rule mark.

    Raises:
        AlreadyScoredError: this interviewer's card of this round is in.
    """
    known = select(Scorecard.id).where(
        Scorecard.application_id == application.id,
        Scorecard.round == card.round,
        Scorecard.interviewer == card.interviewer,
    )
    if await session.scalar(known) is not None:
        raise AlreadyScoredError
    scorecard = Scorecard(
        id=new_id(),
        application_id=application.id,
        round=card.round,
        interviewer=card.interviewer,
        user_id=card.user_id,
        held_at=card.held_at,
        scores={name: None if value is None else str(value) for name, value in card.scores.items()},
        note=card.note,
        conclusion=card.conclusion,
        submitted_at=clock.now(),
    )
    session.add(scorecard)
    await session.flush()
    if card.user_id is not None:
        await _close_interview(session, application.id, card, scorecard)
    data = {"scorecard": str(scorecard.id), "round": card.round}
    record(
        session,
        Event.SCORECARD_SUBMITTED,
        actor=actor,
        application_id=application.id,
        data=data,
    )
    if application.stage in ("new", "interview"):
        application.stage = "review"
    await promise(session, application, actor=actor)
    await mark(session, application)
    return scorecard


async def _close_interview(
    session: AsyncSession, application_id: UUID, card: Card, scorecard: Scorecard
) -> None:
    statement = select(Interview).where(
        Interview.application_id == application_id,
        Interview.round == card.round,
        Interview.user_id == card.user_id,
    )
    for interview in await session.scalars(statement):
        interview.scorecard_id = scorecard.id
