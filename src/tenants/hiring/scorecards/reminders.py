"""Asking again for a card that is owed: after some hours, once more, then those who asked for it are told.

One job waits at a time for each assignment. It looks again when it runs: a card that is in, an interview that moved, a
result that is confirmed need nobody to take a job back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ...access.users.feature import UserPermission
from ...access.users.models import User
from ...access.users.queries import active_users, user, users_with
from ...audit.service import record
from ..candidates.models import Application
from ..candidates.queries import application as loaded
from ..decisions.pending import awaiting_card
from ..interviews.card_reminders import card_due, in_daytime, plan_reminder
from ..interviews.models import InterviewAssignment
from .feature import ScorecardEvent
from .models import CardReminder

LAST_STEP = 3
"""Two reminders to the interviewer; the third goes to the hiring manager and to whoever asked for the card."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A card that is owed and now due to be asked for: the `step`-th time, to these people."""

    assignment: InterviewAssignment
    application: Application
    interviewer: User
    step: int
    to: tuple[User, ...]


async def due_reminder(
    session: AsyncSession, assignment_id: UUID, *, asked_by: str, since: datetime
) -> Owing | None:
    """The reminder that is due now; None where none is, and then the job is put off or there is nothing left to do."""
    assignment = await session.scalar(
        select(InterviewAssignment).where(InterviewAssignment.id == assignment_id, awaiting_card())
    )
    if assignment is None:
        return None
    sent = select(CardReminder).where(CardReminder.assignment_id == assignment_id).order_by(CardReminder.step)
    reminders = (await session.scalars(sent)).all()
    step = len(reminders) + 1
    interviewer = await user(session, assignment.user_id)
    if step > LAST_STEP:
        return None
    at = await card_due(session, assignment, since, reminders[-1].sent_at if reminders else None)
    now = clock.now()
    if at <= now:
        at = in_daytime(now, tenant_of(session).zoneinfo)
    if at > now:
        await plan_reminder(session, assignment, asked_by, since, step, at)
        return None
    application = await loaded(session, assignment.application_id)
    if step < LAST_STEP:
        to: tuple[User, ...] = (interviewer,) if interviewer.active else ()
    else:
        to = await _who_asked(session, application, asked_by)
    return Owing(assignment, application, interviewer, step, to)


async def record_reminded(session: AsyncSession, owing: Owing, *, asked_by: str, since: datetime) -> None:
    """Note that the reminder went out, and have the next one come."""
    now, assignment = clock.now(), owing.assignment
    known = select(CardReminder.id).where(
        CardReminder.assignment_id == assignment.id, CardReminder.step == owing.step
    )
    if await session.scalar(known) is not None:
        return
    session.add(CardReminder(id=new_id(), assignment_id=assignment.id, step=owing.step, sent_at=now))
    last = owing.step == LAST_STEP
    data = {"interview": str(assignment.id), "step": owing.step, "to": [str(user.id) for user in owing.to]}
    event = ScorecardEvent.ESCALATED if last else ScorecardEvent.REMINDED
    record(session, event, application_id=assignment.application_id, data=data)
    if not last:
        at = await card_due(session, assignment, since, now)
        await plan_reminder(session, assignment, asked_by, since, owing.step + 1, at)


async def _who_asked(session: AsyncSession, application: Application, asked_by: str) -> tuple[User, ...]:
    """The vacancy's hiring manager and whoever asked for the card; where neither is here, those who manage people."""
    asked = UUID(asked_by.removeprefix("user:")) if asked_by.startswith("user:") else None
    wanted = {one for one in (application.vacancy.hiring_manager_id, asked) if one is not None}
    found = await active_users(session, wanted)
    return tuple(found or await users_with(session, UserPermission.MANAGE))
