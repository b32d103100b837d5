"""Reading meetings: one of them, a candidate's, a span of days, an interviewer's; who is busy when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.db import tenant_of
from ....platform.db.narrowing import narrowed
from ...access.users.models import User
from ..candidates.models import Application
from ..candidates.queries import application as load_application
from .errors import EventNotFoundError
from .models import OPEN_STATES, Interview, InterviewEvent

_WHOLE = joinedload(InterviewEvent.application).options(
    joinedload(Application.person), joinedload(Application.vacancy)
)
_TAKING_TIME = (*OPEN_STATES, "held")


@dataclass(frozen=True, slots=True)
class Load:
    """How much an interviewer has in a week."""

    meetings: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody has something else at that time; whom they meet then is not told."""

    name: str
    starts_at: datetime
    ends_at: datetime


def week_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The week a moment lies in, Monday to Monday in the tenant's zone."""
    day = moment.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    return datetime.combine(monday, time(), zone), datetime.combine(monday + timedelta(days=7), time(), zone)


async def event_of(session: AsyncSession, event_id: UUID) -> InterviewEvent:
    """One meeting with its application, person and opening.

    Raises:
        EventNotFoundError: not in this tenant, or outside what the reader may see.
    """
    found = await session.scalar(whole_event().where(InterviewEvent.id == event_id))
    if found is None:
        raise EventNotFoundError
    return found


async def event_for_change(session: AsyncSession, event_id: UUID) -> tuple[InterviewEvent, Application]:
    """One meeting and its application, locked: whoever else changes either waits.

    Raises:
        EventNotFoundError: as for `event_of`.
    """
    where = select(InterviewEvent.application_id).where(InterviewEvent.id == event_id)
    application_id = await session.scalar(where)
    if application_id is None:
        raise EventNotFoundError
    application = await load_application(session, application_id, lock=True)
    # Read after the lock: what another changed meanwhile is seen.
    statement = whole_event().where(InterviewEvent.id == event_id).execution_options(populate_existing=True)
    return (await session.scalars(statement)).one(), application


async def event_as_planned(
    session: AsyncSession, event_id: UUID, sequence: int
) -> tuple[InterviewEvent, Application] | None:
    """What a job was planned for: a meeting in this version, and its application, locked; None where it is gone, has
    changed since, or the tenant may only be looked at: when it works again it may be too late."""
    if tenant_of(session).read_only:
        return None
    try:
        event, application = await event_for_change(session, event_id)
    except EventNotFoundError:
        return None
    return (event, application) if event.sequence == sequence else None


async def events_of(session: AsyncSession, application_id: UUID) -> Sequence[InterviewEvent]:
    """The meetings of one application, newest first."""
    statement = (
        select(InterviewEvent)
        .where(InterviewEvent.application_id == application_id)
        .order_by(InterviewEvent.id.desc())
    )
    return (await session.scalars(statement)).all()


async def between(session: AsyncSession, start: datetime, end: datetime) -> Sequence[InterviewEvent]:
    """Every meeting that begins in a span of time, in order."""
    statement = whole_event().where(InterviewEvent.starts_at >= start, InterviewEvent.starts_at < end)
    return (await session.scalars(statement.order_by(InterviewEvent.starts_at, InterviewEvent.id))).all()


async def to_answer(session: AsyncSession) -> Sequence[InterviewEvent]:
    """The meetings whose candidate waits for our answer to another time, longest first."""
    statement = whole_event().where(InterviewEvent.state == "reschedule_asked")
    return (await session.scalars(statement.order_by(InterviewEvent.answered_at).limit(50))).all()


async def to_answer_count(session: AsyncSession) -> int:
    """How many wait for our answer."""
    statement = select(func.count(InterviewEvent.id)).where(InterviewEvent.state == "reschedule_asked")
    return await session.scalar(statement) or 0


async def meetings_of(
    session: AsyncSession, user_id: UUID, since: datetime
) -> Sequence[tuple[Interview, InterviewEvent]]:
    """An interviewer's meetings that are to be or have begun after `since`, in order."""
    statement = (
        select(Interview, InterviewEvent)
        .join(InterviewEvent, InterviewEvent.id == Interview.event_id)
        .options(_WHOLE)
        .where(
            Interview.user_id == user_id,
            Interview.released_at.is_(None),
            InterviewEvent.starts_at >= since,
            InterviewEvent.state.in_(_TAKING_TIME),
        )
        .order_by(InterviewEvent.starts_at, InterviewEvent.id)
        .limit(100)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def panels(
    session: AsyncSession, events: Iterable[InterviewEvent]
) -> Mapping[UUID | None, Sequence[tuple[Interview, User]]]:
    """Who sits, or sat, on the panels of these meetings."""
    ids = [event.id for event in events]
    statement = (
        select(Interview.event_id, Interview, User)
        .join(User, User.id == Interview.user_id)
        .where(Interview.event_id.in_(ids))
        .order_by(User.name, User.id)
    )
    found: dict[UUID | None, list[tuple[Interview, User]]] = {id_: [] for id_ in ids}
    for event_id, interview, user in (await session.execute(statement)) if ids else ():
        found[event_id].append((interview, user))
    return found


async def loads(session: AsyncSession, week: tuple[datetime, datetime]) -> Mapping[UUID, Load]:
    """What each interviewer has in a week, whatever department it is for; who is not named has nothing."""
    statement = (
        select(Interview.user_id, func.count(), func.sum(InterviewEvent.minutes))
        .join(InterviewEvent, InterviewEvent.id == Interview.event_id)
        .where(
            InterviewEvent.starts_at >= week[0],
            InterviewEvent.starts_at < week[1],
            InterviewEvent.state.in_(_TAKING_TIME),
            Interview.released_at.is_(None),
        )
        .group_by(Interview.user_id)
    )
    with narrowed(session, ()):  # counts only: a colleague is busy, whoever they meet
        return defaultdict(Load, {row[0]: Load(row[1], row[2]) for row in await session.execute(statement)})


async def clashes(
    session: AsyncSession,
    application: Application,
    panel: Collection[UUID],
    span: tuple[datetime, datetime],
    *,
    except_for: UUID | None = None,
) -> list[Clash]:
    """Whom of the panel, or the candidate, something else keeps at that time."""
    busy = (
        (InterviewEvent.starts_at < span[1])
        & (InterviewEvent.starts_at > span[0] - timedelta(days=1))  # no meeting is longer: the index serves
        & InterviewEvent.state.in_(_TAKING_TIME)
    )
    theirs = (
        select(User.name, InterviewEvent)
        .join(Interview, Interview.user_id == User.id)
        .join(InterviewEvent, InterviewEvent.id == Interview.event_id)
        .where(busy, Interview.user_id.in_(panel), Interview.released_at.is_(None))
        .order_by(InterviewEvent.starts_at, User.name)
    )
    own = (
        select(InterviewEvent)
        .join(Application, Application.id == InterviewEvent.application_id)
        .where(busy, Application.person_id == application.person_id)
        .order_by(InterviewEvent.starts_at)
    )
    with narrowed(session, ()):
        found: list[Any] = [(name, event) for name, event in await session.execute(theirs)]
        found += [(application.person.name, event) for event in await session.scalars(own)]
    return [
        Clash(name, event.starts_at, event.ends_at)
        for name, event in found
        if event.id != except_for and event.ends_at > span[0]
    ]


def whole_event() -> Select[InterviewEvent]:
    """Meetings with all that is said of one: application, person and opening."""
    return select(InterviewEvent).options(_WHOLE)
