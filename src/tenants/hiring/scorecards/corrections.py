"""Giving a sent card back to its interviewer to be corrected: only HR may, with a reason that is kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...access.users.models import User
from ...access.users.queries import user
from ...audit.author import Author
from ...audit.service import record
from ..candidates.models import Application
from ..candidates.queries import application as loaded
from ..decisions.pending import awaiting_card
from ..decisions.service import current
from ..interviews.card_reminders import in_daytime, remind_later
from ..interviews.models import InterviewAssignment, Scorecard
from ..scorecard_forms.queries import default_version
from .drafts import keep_draft
from .errors import CardNotFoundError, ReasonMissingError, ResultConfirmedError
from .feature import ScorecardEvent
from .models import CardReminder, CardRevision

JOB = "scorecard.given_back"


async def reopen(
    session: AsyncSession, application: Application, scorecard_id: UUID, *, reason: str, by: Author
) -> None:
    """Ask the interviewer to correct a card. What it says is kept, counts until the correction is sent, and is where
    they go on from; when they send it the rule marks again.

    Raises:
        CardNotFoundError: not of this application, re-opened already, or nobody here was asked for it (an import).
        ReasonMissingError: no reason is given.
        ResultConfirmedError: the result is confirmed.
    """
    card = await session.get(Scorecard, scorecard_id)
    if card is None or card.application_id != application.id or card.reopened_at is not None:
        raise CardNotFoundError
    assignment = await session.scalar(
        select(InterviewAssignment).where(InterviewAssignment.scorecard_id == card.id)
    )
    if assignment is None:
        raise CardNotFoundError
    if not reason:
        raise ReasonMissingError
    decision = await current(session, application)
    if decision is not None and decision.confirmed_at is not None:
        raise ResultConfirmedError
    now = clock.now()
    revision = CardRevision(
        id=new_id(),
        scorecard_id=card.id,
        before=_content(card),
        reason=reason,
        reopened_by=by.name,
        reopened_at=now,
    )
    session.add(revision)
    card.reopened_at = now
    assignment.scorecard_id = None
    await session.execute(delete(CardReminder).where(CardReminder.assignment_id == assignment.id))
    version = card.form_version or await default_version(session)
    await keep_draft(session, assignment, version, _fields(card), whole=True)
    await remind_later(session, assignment, asked_by=by.actor, since=now)
    await enqueue(
        session,
        JOB,
        {"revision": str(revision.id)},
        run_at=in_daytime(now, tenant_of(session).zoneinfo),
        dedupe=f"given-back:{revision.id.hex}",
    )
    data = {"scorecard": str(card.id), "revision": str(revision.id)}
    record(session, ScorecardEvent.REOPENED, actor=by.actor, application_id=application.id, data=data)


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A card that waits to be corrected: whose, about whom, and why."""

    assignment: InterviewAssignment
    application: Application
    interviewer: User
    reason: str


async def given_back(session: AsyncSession, revision_id: UUID) -> GivenBack | None:
    """What an interviewer is to be told of a re-opened card; None when it is corrected already."""
    revision = await session.get_one(CardRevision, revision_id)
    card = await session.get_one(Scorecard, revision.scorecard_id)
    if card.reopened_at is None or card.user_id is None:
        return None
    theirs = (
        InterviewAssignment.application_id == card.application_id,
        InterviewAssignment.user_id == card.user_id,
    )
    assignment = await session.scalar(
        select(InterviewAssignment).where(*theirs, InterviewAssignment.round == card.round, awaiting_card())
    )
    if assignment is None:
        return None
    application = await loaded(session, card.application_id)
    interviewer = await user(session, card.user_id)
    return GivenBack(assignment, application, interviewer, revision.reason)


async def revisions_of(session: AsyncSession, application_id: UUID) -> dict[UUID, list[CardRevision]]:
    """What corrected cards of an application said before, by card, oldest first."""
    cards = select(Scorecard.id).where(Scorecard.application_id == application_id)
    statement = (
        select(CardRevision).where(CardRevision.scorecard_id.in_(cards)).order_by(CardRevision.reopened_at)
    )
    found: dict[UUID, list[CardRevision]] = {}
    for revision in await session.scalars(statement):
        found.setdefault(revision.scorecard_id, []).append(revision)
    return found


def _content(card: Scorecard) -> dict[str, Any]:
    """All that the interviewer said."""
    return {
        "scores": card.scores,
        "note": card.note,
        "conclusion": card.conclusion,
        "vetoes": card.vetoes,
        "words": card.words,
        "words_reason": card.words_reason,
        "form_version": str(card.form_version_id) if card.form_version_id else None,
        "submitted_at": card.submitted_at.isoformat(),
    }


def _fields(card: Scorecard) -> dict[str, str]:
    """The card as it was typed."""
    fields = {"note": card.note, "conclusion": card.conclusion}
    for name, score in card.scores.items():
        if score is not None:
            fields[name if "." not in score else f"exact:{name}"] = score
    for veto in card.vetoes:
        fields |= {f"veto:{veto['dimension']}": "1", f"veto-reason:{veto['dimension']}": veto["reason"]}
    return fields
