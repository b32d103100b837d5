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
from .errors import EventChangedError, NothingProposedError, NotTodayError, SlotGoneError
from .feature import ScheduleEvent
from .models import InterviewEvent
from .notifications import note, tell_candidate, tell_staff
from .panel import panel_of, release
from .states import advance

MOST_SLOTS = 3
FURTHEST = timedelta(days=60)
"""How far ahead another time can be proposed."""


def can_answer(event: InterviewEvent, stage: str) -> bool:
    """Whether the candidate can still say yes, no or another time."""
    return stage in OPEN_STAGES and event.open and event.starts_at > clock.now()


def can_ask_again(event: InterviewEvent, stage: str) -> bool:
    """Whether another time can be asked for: also by who did not come."""
    return can_answer(event, stage) or (stage in OPEN_STAGES and event.state == "no_show")


def can_check_in(session: AsyncSession, event: InterviewEvent, stage: str) -> bool:
    """Whether it is the day, and nobody has noted yet that the candidate is there."""
    zone = tenant_of(session).zoneinfo
    today = event.starts_at.astimezone(zone).date() == clock.today(zone)
    waiting = event.state in ("arranged", "confirmed") and event.checked_in_at is None
    return today and waiting and stage in OPEN_STAGES


async def accept(
    session: AsyncSession, event: InterviewEvent, application: Application, *, seen: int, actor: str
) -> None:
    """Say yes to the time.

    Raises:
        EventChangedError: since `seen` it was changed, or it is over.
    """
    if event.state == "confirmed" and event.sequence == seen:
        return  # a second tap
    _fresh(event, application, seen)
    advance(event, "confirmed")
    event.answered_at, event.answer, event.slots = clock.now(), "", []
    note(session, ScheduleEvent.CONFIRMED, event, actor=actor)


@dataclass(frozen=True, slots=True)
class Proposal:
    """When else the candidate can come: moments, or words about them."""

    slots: Sequence[datetime]
    words: str


async def ask_another_time(
    session: AsyncSession,
    event: InterviewEvent,
    application: Application,
    proposal: Proposal,
    *,
    seen: int,
    actor: str,
) -> None:
    """Propose up to three moments, or ask in words; the meeting stands until HR answers.

    Raises:
        EventChangedError: since `seen` it was changed, it is over, or its round has another meeting by now.
        NothingProposedError: neither a moment nor a word.
        SlotGoneError: a moment is over or too far ahead.
    """
    if event.sequence != seen or not can_ask_again(event, application.stage):
        raise EventChangedError
    wanted = list(dict.fromkeys(proposal.slots))[:MOST_SLOTS]
    words = proposal.words
    if not wanted and not words:
        raise NothingProposedError
    now = clock.now()
    if any(not now < slot <= now + FURTHEST for slot in wanted):
        raise SlotGoneError
    if event.state == "no_show" and await standing(session, event.application_id, event.round):
        raise EventChangedError
    written = [slot.isoformat() for slot in wanted]
    if (event.state, event.slots, event.answer) == ("reschedule_asked", written, words):
        return  # a second tap
    advance(event, "reschedule_asked")
    event.slots, event.answer = written, words
    event.answered_at, event.reply = now, ""
    note(session, ScheduleEvent.ANOTHER_TIME, event, actor=actor)
    await tell_staff(session, event, [event.created_by], "another_time")


async def decline(  # rules: allow parameters – a meeting and its application are locked as two
    session: AsyncSession,
    vault: Vault,
    event: InterviewEvent,
    application: Application,
    *,
    words: str,
    seen: int,
    actor: str,
) -> None:
    """Say no; `words` may say why. The candidate gets it confirmed: whoever else said it for them is found out.

    Raises:
        EventChangedError: since `seen` it was changed, or it is over.
    """
    if event.state == "declined":
        return  # a second tap
    _fresh(event, application, seen)
    advance(event, "declined")
    event.answer, event.slots = words, []
    event.answered_at, event.sequence = clock.now(), event.sequence + 1
    panel = await panel_of(session, event)
    await release(session, event)
    await not_met(session, application, actor=actor)
    note(session, ScheduleEvent.DECLINED, event, actor=actor)
    await tell_candidate(session, vault, event, application, "interview_declined")
    await tell_staff(session, event, panel, "cancelled")
    await tell_staff(session, event, [event.created_by], "declined")


async def check_in(
    session: AsyncSession, event: InterviewEvent, application: Application, *, actor: str
) -> None:
    """Say "I am here", on the day.

    Raises:
        EventChangedError: the meeting is not to be.
        NotTodayError: another day.
    """
    if event.checked_in_at is not None and event.state == "confirmed":
        return  # a second tap
    if event.state not in ("arranged", "confirmed") or application.stage not in OPEN_STAGES:
        raise EventChangedError
    if not can_check_in(session, event, application.stage):
        raise NotTodayError
    advance(event, "confirmed")
    event.checked_in_at = clock.now()
    note(session, ScheduleEvent.CHECKED_IN, event, actor=actor)


def _fresh(event: InterviewEvent, application: Application, seen: int) -> None:
    if event.sequence != seen or not can_answer(event, application.stage):
        raise EventChangedError
