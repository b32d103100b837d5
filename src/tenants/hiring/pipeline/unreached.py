"""People whom no message reached, and the calls that reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ...messaging.messages.calls import unreached_count, unreached_occasions
from ...messaging.messages.models import CallNote, Message
from ...people.employees.models import Employee
from ...people.employees.queries import newest_employments
from ...people.persons.models import Person
from ...people.persons.queries import persons
from ..candidates.models import Application


@dataclass(frozen=True, slots=True)
class Unreached:
    """One person and one occasion of which no message arrived; `messages` say why, `calls` what was tried since.

    `application`: what it was about; where it was about none, `employee` is the person's newest file, if they have one.
    """

    person: Person
    application: Application | None
    employee: Employee | None
    occasion: str
    since: datetime
    messages: Sequence[Message]
    calls: Sequence[CallNote]


async def unreached(session: AsyncSession, *, limit: int = 50) -> tuple[list[Unreached], int]:
    """Whom to telephone, those who wait longest first, and how many there are."""
    rows = (
        await session.execute(unreached_occasions().order_by(func.min(Message.queued_at)).limit(limit))
    ).all()
    occasions = {row[2] for row in rows}
    applications = await _applications(session, {row[1] for row in rows} - {None})
    people = {row[0] for row in rows if row[1] is None}
    files = await newest_employments(session, people)
    known = await persons(session, people)
    told = select(Message).where(Message.occasion.in_(occasions)).order_by(Message.channel.desc())
    messages = (await session.scalars(told)).all()
    called = select(CallNote).where(CallNote.occasion.in_(occasions)).order_by(CallNote.called_at.desc())
    calls = (await session.scalars(called)).all()
    return [
        Unreached(
            applications[about].person if about is not None else known[person_id],
            applications[about] if about is not None else None,
            files.get(person_id) if about is None else None,
            occasion,
            since,
            [one for one in messages if (one.application_id, one.occasion) == (about, occasion)],
            [one for one in calls if (one.application_id, one.occasion) == (about, occasion)],
        )
        for person_id, about, occasion, since in rows
    ], await unreached_count(session)


async def _applications(session: AsyncSession, ids: set[UUID | None]) -> dict[UUID, Application]:
    statement = select(Application).where(Application.id.in_(ids))
    statement = statement.options(joinedload(Application.person), joinedload(Application.vacancy))
    return {one.id: one for one in await session.scalars(statement)}
