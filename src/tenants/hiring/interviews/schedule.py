"""Reading interviews: one of them, a candidate's, a span of days, an interviewer's; who is busy when."""

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
from .errors import InterviewNotFoundError
from .models import OPEN_STATES, Interview, InterviewAssignment

_WHOLE = joinedload(Interview.application).options(
    joinedload(Application.person), joinedload(Application.vacancy)
)
_TAKING_TIME = (*OPEN_STATES, "held")


@dataclass(frozen=True, slots=True)
class Load:
    """How much an interviewer has in a week."""

    interviews: int = 0
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


async def interview_of(session: AsyncSession, interview_id: UUID) -> Interview:
    """One interview with its application, person and vacancy.

    Raises:
        InterviewNotFoundError: not in this tenant, or outside what the reader may see.
    """
    found = await session.scalar(whole_interview().where(Interview.id == interview_id))
    if found is None:
        raise InterviewNotFoundError
    return found


async def interview_for_change(session: AsyncSession, interview_id: UUID) -> tuple[Interview, Application]:
    """One interview and its application, locked: whoever else changes either waits.

    Raises:
        InterviewNotFoundError: as for `interview_of`.
    """
    where = select(Interview.application_id).where(Interview.id == interview_id)
    application_id = await session.scalar(where)
    if application_id is None:
        raise InterviewNotFoundError
    application = await load_application(session, application_id, lock=True)
    # Read after the lock: what another changed meanwhile is seen.
    statement = (
        whole_interview().where(Interview.id == interview_id).execution_options(populate_existing=True)
    )
    return (await session.scalars(statement)).one(), application


async def interview_as_planned(
    session: AsyncSession, interview_id: UUID, sequence: int
) -> tuple[Interview, Application] | None:
    """What a job was planned for: an interview in this version, and its application, locked; None where it is gone, has
    changed since, or the tenant may only be looked at: when it works again it may be too late."""
    if tenant_of(session).read_only:
        return None
    try:
        interview, application = await interview_for_change(session, interview_id)
    except InterviewNotFoundError:
        return None
    return (interview, application) if interview.sequence == sequence else None


async def interviews_of(session: AsyncSession, application_id: UUID) -> Sequence[Interview]:
    """The interviews of one application, newest first."""
    statement = (
        select(Interview).where(Interview.application_id == application_id).order_by(Interview.id.desc())
    )
    return (await session.scalars(statement)).all()


async def between(session: AsyncSession, start: datetime, end: datetime) -> Sequence[Interview]:
    """Every interview that begins in a span of time, in order."""
    statement = whole_interview().where(Interview.starts_at >= start, Interview.starts_at < end)
    return (await session.scalars(statement.order_by(Interview.starts_at, Interview.id))).all()


async def to_answer(session: AsyncSession) -> Sequence[Interview]:
    """The interviews whose candidate waits for our answer to another time, longest first."""
    statement = whole_interview().where(Interview.state == "reschedule_asked")
    return (await session.scalars(statement.order_by(Interview.answered_at).limit(50))).all()


async def to_answer_count(session: AsyncSession) -> int:
    """How many wait for our answer."""
    statement = select(func.count(Interview.id)).where(Interview.state == "reschedule_asked")
    return await session.scalar(statement) or 0


async def interviews_with(
    session: AsyncSession, user_id: UUID, since: datetime
) -> Sequence[tuple[InterviewAssignment, Interview]]:
    """An interviewer's interviews that are to be or have begun after `since`, in order."""
    statement = (
        select(InterviewAssignment, Interview)
        .join(Interview, Interview.id == InterviewAssignment.interview_id)
        .options(_WHOLE)
        .where(
            InterviewAssignment.user_id == user_id,
            InterviewAssignment.released_at.is_(None),
            Interview.starts_at >= since,
            Interview.state.in_(_TAKING_TIME),
        )
        .order_by(Interview.starts_at, Interview.id)
        .limit(100)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def panels(
    session: AsyncSession, interviews: Iterable[Interview]
) -> Mapping[UUID | None, Sequence[tuple[InterviewAssignment, User]]]:
    """Who sits, or sat, on the panels of these interviews."""
    ids = [interview.id for interview in interviews]
    statement = (
        select(InterviewAssignment.interview_id, InterviewAssignment, User)
        .join(User, User.id == InterviewAssignment.user_id)
        .where(InterviewAssignment.interview_id.in_(ids))
        .order_by(User.name, User.id)
    )
    found: dict[UUID | None, list[tuple[InterviewAssignment, User]]] = {id_: [] for id_ in ids}
    for interview_id, assignment, user in (await session.execute(statement)) if ids else ():
        found[interview_id].append((assignment, user))
    return found


async def loads(session: AsyncSession, week: tuple[datetime, datetime]) -> Mapping[UUID, Load]:
    """What each interviewer has in a week, whatever department it is for; who is not named has nothing."""
    statement = (
        select(InterviewAssignment.user_id, func.count(), func.sum(Interview.minutes))
        .join(Interview, Interview.id == InterviewAssignment.interview_id)
        .where(
            Interview.starts_at >= week[0],
            Interview.starts_at < week[1],
            Interview.state.in_(_TAKING_TIME),
            InterviewAssignment.released_at.is_(None),
        )
        .group_by(InterviewAssignment.user_id)
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
        (Interview.starts_at < span[1])
        & (Interview.starts_at > span[0] - timedelta(days=1))  # no interview is longer: the index serves
        & Interview.state.in_(_TAKING_TIME)
    )
    theirs = (
        select(User.name, Interview)
        .join(InterviewAssignment, InterviewAssignment.user_id == User.id)
        .join(Interview, Interview.id == InterviewAssignment.interview_id)
        .where(busy, InterviewAssignment.user_id.in_(panel), InterviewAssignment.released_at.is_(None))
        .order_by(Interview.starts_at, User.name)
    )
    own = (
        select(Interview)
        .join(Application, Application.id == Interview.application_id)
        .where(busy, Application.person_id == application.person_id)
        .order_by(Interview.starts_at)
    )
    with narrowed(session, ()):
        found: list[Any] = [(name, interview) for name, interview in await session.execute(theirs)]
        found += [(application.person.name, interview) for interview in await session.scalars(own)]
    return [
        Clash(name, interview.starts_at, interview.ends_at)
        for name, interview in found
        if interview.id != except_for and interview.ends_at > span[0]
    ]


def whole_interview() -> Select[Interview]:
    """Interviews with all that is said of one: application, person and vacancy."""
    return select(Interview).options(_WHOLE)
