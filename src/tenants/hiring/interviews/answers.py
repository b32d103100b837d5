"""What the candidate answers to an invitation, on their phone, after they proved that it is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ..candidates.models import Application
from ..stages.types import OPEN_STAGES
from .arrangement import standing
from .ending import not_met
from .errors import InterviewChangedError, NothingProposedError, NotTodayError, SlotGoneError
from .feature import InterviewEvent
from .models import Interview
from .notifications import InterviewMessage, note, tell_candidate, tell_staff
from .panel import panel_of, release
from .states import advance
from .types import InterviewRequest

MOST_SLOTS = 3
FURTHEST = timedelta(days=60)
"""How far ahead another time can be proposed."""


def can_answer(interview: Interview, stage: str) -> bool:
    """Whether the candidate can still say yes, no or another time."""
    return stage in OPEN_STAGES and interview.open and interview.starts_at > clock.now()


def can_ask_again(interview: Interview, stage: str) -> bool:
    """Whether another time can be asked for: also by who did not come."""
    return can_answer(interview, stage) or (stage in OPEN_STAGES and interview.state == "no_show")


def can_check_in(session: AsyncSession, interview: Interview, stage: str) -> bool:
    """Whether it is the day, and nobody has noted yet that the candidate is there."""
    zone = tenant_of(session).zoneinfo
    today = interview.starts_at.astimezone(zone).date() == clock.today(zone)
    waiting = interview.state in ("arranged", "confirmed") and interview.checked_in_at is None
    return today and waiting and stage in OPEN_STAGES


async def accept(
    session: AsyncSession, interview: Interview, application: Application, *, request: InterviewRequest
) -> None:
    """Say yes to the time.

    Raises:
        InterviewChangedError: since `request.seen` it was changed, or it is over.
    """
    if interview.state == "confirmed" and interview.sequence == request.seen:
        return  # a second tap
    _fresh(interview, application, request.seen)
    advance(interview, "confirmed")
    interview.answered_at, interview.answer, interview.slots = clock.now(), "", []
    note(session, InterviewEvent.CONFIRMED, interview, actor=request.actor)


@dataclass(frozen=True, slots=True)
class Proposal:
    """When else the candidate can come: moments, or words about them."""

    slots: Sequence[datetime]
    words: str


async def ask_another_time(
    session: AsyncSession,
    interview: Interview,
    application: Application,
    proposal: Proposal,
    *,
    request: InterviewRequest,
) -> None:
    """Propose up to three moments, or ask in words; the interview stands until HR answers.

    Raises:
        InterviewChangedError: since `request.seen` it was changed, it is over, or its round has another interview by now.
        NothingProposedError: neither a moment nor a word.
        SlotGoneError: a moment is over or too far ahead.
    """
    if interview.sequence != request.seen or not can_ask_again(interview, application.stage):
        raise InterviewChangedError
    wanted = list(dict.fromkeys(proposal.slots))[:MOST_SLOTS]
    words = proposal.words
    if not wanted and not words:
        raise NothingProposedError
    now = clock.now()
    if any(not now < slot <= now + FURTHEST for slot in wanted):
        raise SlotGoneError
    if interview.state == "no_show" and await standing(session, interview.application_id, interview.round):
        raise InterviewChangedError
    written = [slot.isoformat() for slot in wanted]
    if (interview.state, interview.slots, interview.answer) == ("reschedule_asked", written, words):
        return  # a second tap
    advance(interview, "reschedule_asked")
    interview.slots, interview.answer = written, words
    interview.answered_at, interview.reply = now, ""
    note(session, InterviewEvent.ANOTHER_TIME, interview, actor=request.actor)
    await tell_staff(session, interview, [interview.created_by], "another_time")


async def decline(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    application: Application,
    *,
    words: str,
    request: InterviewRequest,
) -> None:
    """Say no; `words` may say why. The candidate gets it confirmed: whoever else said it for them is found out.

    Raises:
        InterviewChangedError: since `request.seen` it was changed, or it is over.
    """
    if interview.state == "declined":
        return  # a second tap
    _fresh(interview, application, request.seen)
    advance(interview, "declined")
    interview.answer, interview.slots = words, []
    interview.answered_at, interview.sequence = clock.now(), interview.sequence + 1
    panel = await panel_of(session, interview)
    await release(session, interview)
    await not_met(session, application, actor=request.actor)
    note(session, InterviewEvent.DECLINED, interview, actor=request.actor)
    await tell_candidate(session, vault, interview, application, InterviewMessage("interview_declined"))
    await tell_staff(session, interview, panel, "cancelled")
    await tell_staff(session, interview, [interview.created_by], "declined")


async def check_in(
    session: AsyncSession, interview: Interview, application: Application, *, actor: str
) -> None:
    """Say "I am here", on the day.

    Raises:
        InterviewChangedError: the interview is not to be.
        NotTodayError: another day.
    """
    if interview.checked_in_at is not None and interview.state == "confirmed":
        return  # a second tap
    if interview.state not in ("arranged", "confirmed") or application.stage not in OPEN_STAGES:
        raise InterviewChangedError
    if not can_check_in(session, interview, application.stage):
        raise NotTodayError
    advance(interview, "confirmed")
    interview.checked_in_at = clock.now()
    note(session, InterviewEvent.CHECKED_IN, interview, actor=actor)


def _fresh(interview: Interview, application: Application, seen: int | None) -> None:
    if interview.sequence != seen or not can_answer(interview, application.stage):
        raise InterviewChangedError
