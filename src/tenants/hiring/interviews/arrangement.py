"""Arranging a meeting, moving it, calling it off: what HR does. Each verb tells whom it concerns.

The application's row is locked by the caller (`schedule.event_for_change`), so that two people, or two clicks, come
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
    EventChangedError,
    EventNotFoundError,
    NotArrangeableError,
    PastTimeError,
    RoundArrangedError,
    SlotGoneError,
)
from .feature import ScheduleEvent
from .models import OPEN_STATES, InterviewEvent
from .notifications import note, plan_ahead, tell_candidate, tell_staff
from .panel import panel_of, refuse_scored, release, seat, unseat
from .schedule import event_for_change
from .states import MEETING, advance


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
) -> InterviewEvent:
    """Set a meeting and invite candidate and panel; the same again is answered with the one there is.

    Who was promised an answer has it with the invitation: after this meeting another is promised.

    Raises:
        NotArrangeableError: the result is confirmed.
        PastTimeError: the moment is over.
        RoundArrangedError: the round has another meeting that is still to be.
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
    event = InterviewEvent(
        id=new_id(),
        application_id=application.id,
        round=plan.round,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        place=plan.place,
        link=plan.link,
        note=plan.note,
        state=MEETING.initial,
        sequence=0,
        answer="",
        slots=[],
        reply="",
        created_by=by,
        created_at=clock.now(),
    )
    session.add(event)
    await session.flush()
    await seat(session, application, event, plan.panel, actor=f"user:{by}")
    note(session, ScheduleEvent.ARRANGED, event, actor=f"user:{by}")
    if application.promised_at is not None:
        await keep(session, application, actor=f"user:{by}")
    await tell_candidate(session, vault, event, application, "interview_invite")
    await tell_staff(session, event, plan.panel, "invited")
    await plan_ahead(session, event)
    return event


async def standing(session: AsyncSession, application_id: UUID, round_name: str) -> InterviewEvent | None:
    """The meeting of a round that is still to be."""
    statement = select(InterviewEvent).where(
        InterviewEvent.application_id == application_id,
        InterviewEvent.round == round_name,
        InterviewEvent.state.in_(OPEN_STATES),
    )
    return await session.scalar(statement)


async def change(  # rules: allow parameters – a meeting and its application are locked as two
    session: AsyncSession,
    vault: Vault,
    event: InterviewEvent,
    application: Application,
    plan: Plan,
    *,
    seen: int,
    actor: str,
) -> None:
    """Move the meeting, or change what else HR typed; the round stays.

    At another time the candidate is asked anew. Who only changed the panel tells the panel, not the candidate.

    Raises:
        EventChangedError: since `seen` it was changed, or it is over.
        PastTimeError: it would be moved into the past.
        PanelScoredError: somebody new on the panel has scored this round.
    """
    before = await panel_of(session, event)
    if event.open and _as_planned(event, plan, before):
        return
    _fresh(event, seen)
    moved = plan.starts_at != event.starts_at or plan.minutes != event.minutes
    told = moved or (plan.place, plan.link, plan.note) != (event.place, event.link, event.note)
    if moved and plan.starts_at <= clock.now():
        raise PastTimeError
    await refuse_scored(session, application, plan.round, plan.panel)
    if moved:
        advance(event, "arranged")
        event.answer, event.slots, event.reply, event.checked_in_at = "", [], "", None
        await drop(session, application)  # promised when its time had passed: it did not take place
    event.starts_at, event.minutes = plan.starts_at, plan.minutes
    event.place, event.link, event.note = plan.place, plan.link, plan.note
    event.sequence += 1
    gone = before - plan.panel
    await unseat(session, event, gone)
    await seat(session, application, event, plan.panel, actor=actor)
    note(session, ScheduleEvent.MOVED if moved else ScheduleEvent.CHANGED, event, actor=actor)
    if told:
        await tell_candidate(session, vault, event, application, "interview_moved")
    await tell_staff(session, event, gone, "removed")
    await tell_staff(session, event, plan.panel - before, "invited")
    if told:
        await tell_staff(session, event, plan.panel & before, "changed")
    await plan_ahead(session, event)


async def accept_slot(
    session: AsyncSession,
    vault: Vault,
    event: InterviewEvent,
    application: Application,
    slot: datetime,
    *,
    actor: str,
) -> None:
    """Take a moment the candidate proposed: that is their yes, nobody is asked again.

    Raises:
        EventChangedError: nothing is asked any more.
        SlotGoneError: not proposed, or over.
    """
    if event.state == "confirmed" and event.starts_at == slot:
        return  # a second click
    if event.state != "reschedule_asked":
        raise EventChangedError
    if slot not in event.proposed() or slot <= clock.now():
        raise SlotGoneError
    advance(event, "confirmed")
    event.starts_at, event.slots = slot, []
    event.answer, event.reply, event.checked_in_at = "", "", None
    event.sequence += 1
    panel = await panel_of(session, event, released=True)
    await seat(session, application, event, panel, actor=actor)
    note(session, ScheduleEvent.MOVED, event, actor=actor)
    await tell_candidate(session, vault, event, application, "interview_agreed")
    await tell_staff(session, event, panel, "changed")
    await plan_ahead(session, event)


async def keep_time(
    session: AsyncSession,
    vault: Vault,
    event: InterviewEvent,
    application: Application,
    reply: str,
    *,
    actor: str,
) -> None:
    """Answer a candidate who asked for another time that it stays as it is, and why.

    Raises:
        EventChangedError: nothing is asked any more.
        PastTimeError: the time that would stay is over.
    """
    if event.state == "arranged" and event.reply == reply:
        return  # a second click
    if event.state != "reschedule_asked":
        raise EventChangedError
    if event.starts_at <= clock.now():
        raise PastTimeError
    advance(event, "arranged")
    event.reply, event.slots = reply, []
    event.sequence += 1
    note(session, ScheduleEvent.KEPT, event, actor=actor)
    await tell_candidate(session, vault, event, application, "interview_kept")
    await plan_ahead(session, event)


async def call_off(  # rules: allow parameters – a meeting and its application are locked as two
    session: AsyncSession,
    vault: Vault,
    event: InterviewEvent,
    application: Application,
    reply: str,
    *,
    seen: int,
    actor: str,
) -> None:
    """Cancel the meeting; `reply` tells the candidate why, and may be empty.

    Raises:
        EventChangedError: since `seen` it was changed, or it is over.
    """
    if event.state == "cancelled":
        return
    _fresh(event, seen)
    advance(event, "cancelled")
    event.reply = reply
    event.sequence += 1
    panel = await panel_of(session, event)
    await release(session, event)
    await not_met(session, application, actor=actor)
    note(session, ScheduleEvent.CANCELLED, event, actor=actor)
    await tell_candidate(session, vault, event, application, "interview_cancelled")
    await tell_staff(session, event, panel, "cancelled")


async def call_off_after_result(session: AsyncSession, vault: Vault, event_id: UUID) -> None:
    """The candidate has a result: a meeting that was still to be is off, and candidate and panel are told."""
    try:
        event, application = await event_for_change(session, event_id)
    except EventNotFoundError:
        return  # deleted with its application
    if event.to_come(clock.now()) and application.stage not in OPEN_STAGES:
        await call_off(session, vault, event, application, "", seen=event.sequence, actor="system")


def _fresh(event: InterviewEvent, seen: int) -> None:
    if not event.open or event.sequence != seen:
        raise EventChangedError


def _as_planned(event: InterviewEvent, plan: Plan, panel: frozenset[UUID]) -> bool:
    now = (event.starts_at, event.minutes, event.place, event.link, event.note, panel)
    return now == (plan.starts_at, plan.minutes, plan.place, plan.link, plan.note, plan.panel)
