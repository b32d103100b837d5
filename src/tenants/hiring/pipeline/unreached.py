"""People whom no message reached, and the calls that reach them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
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
    people = {row[0] for row in rows if row[1] is None}
    applications = await _applications(session, {row[1] for row in rows if row[1] is not None})
    occasions = {row[2] for row in rows}
    files = await newest_employments(session, people)
    known = await persons(session, people)
    told = select(Message).where(Message.occasion.in_(occasions), _theirs(Message, applications, people))
    messages = (await session.scalars(told.order_by(Message.channel.desc()))).all()
    called = select(CallNote).where(CallNote.occasion.in_(occasions), _theirs(CallNote, applications, people))
    calls = (await session.scalars(called.order_by(CallNote.called_at.desc()))).all()
    return [
        Unreached(
            applications[about].person if about is not None else known[subject],
            applications[about] if about is not None else None,
            files.get(subject) if about is None else None,
            occasion,
            since,
            [one for one in messages if _subject(one) == (subject, occasion)],
            [one for one in calls if _subject(one) == (subject, occasion)],
        )
        for subject, about, occasion, since in rows
    ], await unreached_count(session)


def _subject(one: Message | CallNote) -> tuple[UUID, str]:
    """Subject and occasion, as `unreached_occasions` tells them apart."""
    return one.application_id or one.person_id, one.occasion


def _theirs(
    table: type[Message] | type[CallNote], applications: Collection[UUID], people: Collection[UUID]
) -> ColumnElement[bool]:
    """What is about one of these applications, or about none and one of these people: occasions have no index."""
    return or_(
        table.application_id.in_(applications),
        and_(table.application_id.is_(None), table.person_id.in_(people)),
    )


async def _applications(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Application]:
    statement = select(Application).where(Application.id.in_(ids))
    statement = statement.options(joinedload(Application.person), joinedload(Application.vacancy))
    return {one.id: one for one in await session.scalars(statement)}
