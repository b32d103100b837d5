"""Arranging an interview, moving it, calling it off: what HR does. Each verb tells whom it concerns.

The application's row is locked by the caller (`schedule.interview_for_change`), so that two people, or two clicks, come
one after the other; whoever comes second with an outdated page is told so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.ids import new_id
from ..candidates.models import Application
from ..promises.service import drop, keep
from ..stages.types import OPEN_STAGES
from .ending import not_met
from .errors import (
    InterviewChangedError,
    InterviewNotFoundError,
    NotArrangeableError,
    PastTimeError,
    RoundArrangedError,
    SlotGoneError,
)
from .feature import InterviewEvent
from .models import OPEN_STATES, Interview
from .notifications import InterviewMessage, note, plan_ahead, tell_candidate, tell_staff
from .panel import panel_of, refuse_scored, release, seat, unseat
from .schedule import interview_for_change
from .states import INTERVIEW, advance
from .types import InterviewRequest


@dataclass(frozen=True, slots=True)
class Plan:
    """What HR types: the round, when and for how long, where, what the candidate should know, and the panel."""

    round: str
    starts_at: datetime
    minutes: int
    place: str
    link: str
    note: str
    panel: frozenset[UUID]

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.starts_at + timedelta(minutes=self.minutes)


async def arrange(
    session: AsyncSession, vault: Vault, application: Application, plan: Plan, *, by: UUID
) -> Interview:
    """Set an interview and invite candidate and panel; the same again is answered with the one there is.

    Who was promised an answer has it with the invitation: after this interview another is promised.

    Raises:
        NotArrangeableError: the result is confirmed.
        PastTimeError: the moment is over.
        RoundArrangedError: the round has another interview that is still to be.
        PanelScoredError: somebody of the panel has scored this round.
    """
    if application.stage not in OPEN_STAGES:
        raise NotArrangeableError
    there = await standing(session, application.id, plan.round)
    if there is not None:
        if _as_planned(there, plan, await panel_of(session, there)):
            return there  # a second click
        raise RoundArrangedError
    if plan.starts_at <= clock.now():
        raise PastTimeError
    await refuse_scored(session, application, plan.round, plan.panel)
    interview = Interview(
        id=new_id(),
        application_id=application.id,
        round=plan.round,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        place=plan.place,
        link=plan.link,
        note=plan.note,
        state=INTERVIEW.initial,
        sequence=0,
        answer="",
        slots=[],
        reply="",
        created_by=by,
        created_at=clock.now(),
    )
    session.add(interview)
    await session.flush()
    await seat(session, application, interview, plan.panel, actor=f"user:{by}")
    note(session, InterviewEvent.ARRANGED, interview, actor=f"user:{by}")
    if application.promised_at is not None:
        await keep(session, application, actor=f"user:{by}")
    await tell_candidate(session, vault, interview, application, InterviewMessage("interview_invite"))
    await tell_staff(session, interview, plan.panel, "invited")
    await plan_ahead(session, interview)
    return interview


async def standing(session: AsyncSession, application_id: UUID, round_name: str) -> Interview | None:
    """The interview of a round that is still to be."""
    statement = select(Interview).where(
        Interview.application_id == application_id,
        Interview.round == round_name,
        Interview.state.in_(OPEN_STATES),
    )
    return await session.scalar(statement)


async def change(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    application: Application,
    plan: Plan,
    *,
    request: InterviewRequest,
) -> None:
    """Move the interview, or change what else HR typed; the round stays.

    At another time the candidate is asked anew. Who only changed the panel tells the panel, not the candidate.

    Raises:
        InterviewChangedError: since `request.seen` it was changed, or it is over.
        PastTimeError: it would be moved into the past.
        PanelScoredError: somebody new on the panel has scored this round.
    """
    before = await panel_of(session, interview)
    if interview.open and _as_planned(interview, plan, before):
        return
    _fresh(interview, request.seen)
    moved = plan.starts_at != interview.starts_at or plan.minutes != interview.minutes
    told = moved or (plan.place, plan.link, plan.note) != (interview.place, interview.link, interview.note)
    if moved and plan.starts_at <= clock.now():
        raise PastTimeError
    await refuse_scored(session, application, plan.round, plan.panel)
    if moved:
        advance(interview, "arranged")
        interview.answer, interview.slots, interview.reply, interview.checked_in_at = "", [], "", None
        await drop(session, application)  # promised when its time had passed: it did not take place
    interview.starts_at, interview.minutes = plan.starts_at, plan.minutes
    interview.place, interview.link, interview.note = plan.place, plan.link, plan.note
    interview.sequence += 1
    gone = before - plan.panel
    await unseat(session, interview, gone)
    await seat(session, application, interview, plan.panel, actor=request.actor)
    note(session, InterviewEvent.MOVED if moved else InterviewEvent.CHANGED, interview, actor=request.actor)
    if told:
        await tell_candidate(session, vault, interview, application, InterviewMessage("interview_moved"))
    await tell_staff(session, interview, gone, "removed")
    await tell_staff(session, interview, plan.panel - before, "invited")
    if told:
        await tell_staff(session, interview, plan.panel & before, "changed")
    await plan_ahead(session, interview)


async def accept_slot(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    application: Application,
    slot: datetime,
    *,
    actor: str,
) -> None:
    """Take a moment the candidate proposed: that is their yes, nobody is asked again.

    Raises:
        InterviewChangedError: nothing is asked any more.
        SlotGoneError: not proposed, or over.
    """
    if interview.state == "confirmed" and interview.starts_at == slot:
        return  # a second click
    if interview.state != "reschedule_asked":
        raise InterviewChangedError
    if slot not in interview.proposed() or slot <= clock.now():
        raise SlotGoneError
    advance(interview, "confirmed")
    interview.starts_at, interview.slots = slot, []
    interview.answer, interview.reply, interview.checked_in_at = "", "", None
    interview.sequence += 1
    panel = await panel_of(session, interview, released=True)
    await seat(session, application, interview, panel, actor=actor)
    note(session, InterviewEvent.MOVED, interview, actor=actor)
    await tell_candidate(session, vault, interview, application, InterviewMessage("interview_agreed"))
    await tell_staff(session, interview, panel, "changed")
    await plan_ahead(session, interview)


async def keep_time(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    application: Application,
    reply: str,
    *,
    actor: str,
) -> None:
    """Answer a candidate who asked for another time that it stays as it is, and why.

    Raises:
        InterviewChangedError: nothing is asked any more.
        PastTimeError: the time that would stay is over.
    """
    if interview.state == "arranged" and interview.reply == reply:
        return  # a second click
    if interview.state != "reschedule_asked":
        raise InterviewChangedError
    if interview.starts_at <= clock.now():
        raise PastTimeError
    advance(interview, "arranged")
    interview.reply, interview.slots = reply, []
    interview.sequence += 1
    note(session, InterviewEvent.KEPT, interview, actor=actor)
    await tell_candidate(session, vault, interview, application, InterviewMessage("interview_kept"))
    await plan_ahead(session, interview)


async def call_off(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    application: Application,
    reply: str,
    *,
    request: InterviewRequest,
) -> None:
    """Cancel the interview; `reply` tells the candidate why, and may be empty.

    Raises:
        InterviewChangedError: since `request.seen` it was changed, or it is over.
    """
    if interview.state == "cancelled":
        return
    _fresh(interview, request.seen)
    advance(interview, "cancelled")
    interview.reply = reply
    interview.sequence += 1
    panel = await panel_of(session, interview)
    await release(session, interview)
    await not_met(session, application, actor=request.actor)
    note(session, InterviewEvent.CANCELLED, interview, actor=request.actor)
    await tell_candidate(session, vault, interview, application, InterviewMessage("interview_cancelled"))
    await tell_staff(session, interview, panel, "cancelled")


async def call_off_after_result(session: AsyncSession, vault: Vault, interview_id: UUID) -> None:
    """The candidate has a result: an interview that was still to be is off, and candidate and panel are told."""
    try:
        interview, application = await interview_for_change(session, interview_id)
    except InterviewNotFoundError:
        return  # deleted with its application
    if interview.to_come(clock.now()) and application.stage not in OPEN_STAGES:
        await call_off(
            session, vault, interview, application, "", request=InterviewRequest("system", interview.sequence)
        )


def _fresh(interview: Interview, seen: int | None) -> None:
    if not interview.open or interview.sequence != seen:
        raise InterviewChangedError


def _as_planned(interview: Interview, plan: Plan, panel: frozenset[UUID]) -> bool:
    now = (interview.starts_at, interview.minutes, interview.place, interview.link, interview.note, panel)
    return now == (plan.starts_at, plan.minutes, plan.place, plan.link, plan.note, plan.panel)
