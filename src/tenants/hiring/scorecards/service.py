"""Asking interviewers for scores, and taking their scorecards in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.narrowing import narrowed
from ....platform.ids import new_id
from ...audit.service import record
from ..candidates.models import Application
from ..candidates.states import enter
from ..decisions.service import mark
from ..interviews.errors import AlreadyScoredError
from ..interviews.feature import InterviewEvent
from ..interviews.models import Interview, InterviewAssignment, Scorecard
from ..interviews.queries import invited_again
from ..interviews.states import advance
from ..promises.service import promise
from ..scorecard_forms.bias import Flag
from ..scorecard_forms.models import FormVersion
from ..scorecard_forms.queries import default_version
from .drafts import drop_draft
from .feature import ScorecardEvent


@dataclass(frozen=True, slots=True)
class Card:
    """A filled-in scorecard; scores 0–10, None where left blank.

    `form_version`: what was asked; None is the default form as it is now. `vetoes`: dimension → why the candidate is
    struck out there. `words`: what warned in the notes, left standing for `words_reason`.
    """

    round: str
    interviewer: str
    scores: dict[str, Decimal | None]
    note: str = ""
    conclusion: str = ""
    held_at: datetime | None = None
    user_id: UUID | None = field(default=None)
    form_version: FormVersion | None = None
    vetoes: Mapping[str, str] = field(default_factory=dict)
    words: tuple[Flag, ...] = ()
    words_reason: str = ""


async def submit(session: AsyncSession, application: Application, card: Card, *, actor: str) -> Scorecard:
    """Take a scorecard in, promise the candidate an answer and let the rule mark. One that HR re-opened is replaced.

    Raises:
        AlreadyScoredError: this interviewer's card of this round is in.
    """
    with narrowed(
        session, ()
    ):  # whether it is in, and what the rule marks, hangs on cards the sender may not see
        return await _take_in(session, application, card, actor)


async def _take_in(session: AsyncSession, application: Application, card: Card, actor: str) -> Scorecard:
    known = select(Scorecard).where(
        Scorecard.application_id == application.id,
        Scorecard.round == card.round,
        Scorecard.interviewer == card.interviewer,
    )
    scorecard = await session.scalar(known)
    if scorecard is not None and (scorecard.reopened_at is None or scorecard.user_id != card.user_id):
        raise AlreadyScoredError
    version = card.form_version or await default_version(session)
    scorecard = write_card(session, application, card, version, scorecard=scorecard, actor=actor)
    await session.flush()
    if card.user_id is not None:
        await _close_assignment(session, application.id, card, scorecard)
    if application.stage in ("new", "interview"):
        enter(session, application, "review")
    # A card that comes after the answer, or after the invitation to the next interview, owes nobody another date.
    if application.stage == "review" and not await invited_again(session, [application.id]):
        await promise(session, application, actor=actor)
    await mark(session, application)
    return scorecard


def write_card(
    session: AsyncSession,
    application: Application,
    card: Card,
    version: FormVersion,
    *,
    scorecard: Scorecard | None,
    actor: str,
) -> Scorecard:
    """Write a card down, or again into `scorecard`; what follows from it is the caller's to do."""
    if scorecard is None:
        scorecard = Scorecard(
            id=new_id(), application_id=application.id, round=card.round, interviewer=card.interviewer
        )
    _fill(scorecard, card, version)
    session.add(scorecard)
    data = {
        "scorecard": str(scorecard.id),
        "round": card.round,
        "form_version": str(version.id),
        "vetoes": len(scorecard.vetoes),
        "words": [flag.ground.code for flag in card.words],
    }
    record(
        session,
        ScorecardEvent.SUBMITTED,
        actor=actor,
        application_id=application.id,
        data=data,
    )
    return scorecard


def _fill(scorecard: Scorecard, card: Card, version: FormVersion) -> None:
    scorecard.user_id = card.user_id
    scorecard.held_at = card.held_at
    scorecard.scores = {name: None if value is None else str(value) for name, value in card.scores.items()}
    scorecard.note, scorecard.conclusion = card.note, card.conclusion
    scorecard.form_version = version
    scorecard.vetoes = [{"dimension": name, "reason": reason} for name, reason in card.vetoes.items()]
    scorecard.words = [flag.to_json() for flag in card.words]
    scorecard.words_reason = card.words_reason
    scorecard.submitted_at, scorecard.reopened_at = clock.now(), None


async def _close_assignment(
    session: AsyncSession, application_id: UUID, card: Card, scorecard: Scorecard
) -> None:
    statement = select(InterviewAssignment).where(
        InterviewAssignment.application_id == application_id,
        InterviewAssignment.round == card.round,
        InterviewAssignment.user_id == card.user_id,
    )
    for assignment in await session.scalars(statement):
        assignment.scorecard_id, assignment.released_at = scorecard.id, None
        await drop_draft(session, assignment.id)
        if assignment.interview_id is not None:
            await _held(session, assignment.interview_id, actor=f"user:{card.user_id}")


async def _held(session: AsyncSession, interview_id: UUID, *, actor: str) -> None:
    """Who scores has met the candidate: with the first card the interview has taken place."""
    interview = await session.get_one(Interview, interview_id)
    if interview.state in ("arranged", "confirmed", "no_show") and interview.starts_at <= clock.now():
        advance(interview, "held")
        data = {
            "event": str(interview.id),
            "round": interview.round,
            "starts_at": interview.starts_at.isoformat(),
        }
        record(session, InterviewEvent.HELD, actor=actor, application_id=interview.application_id, data=data)
