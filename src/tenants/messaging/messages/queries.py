"""Reading messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from ....platform.errors import NotFoundError
from ...people.persons.models import Person
from ..message_templates.queries import version_numbers
from .models import Message


async def messages_of(session: AsyncSession, application_id: UUID) -> Sequence[Message]:
    """Every message about one application, newest first; codes are not about applications."""
    statement = (
        select(Message).where(Message.application_id == application_id).order_by(Message.queued_at.desc())
    )
    return (await session.scalars(statement)).all()


async def is_told_of(session: AsyncSession, application_id: UUID, occasion: str) -> bool:
    """Whether any message about the application was made for this occasion."""
    made = select(Message.id).where(Message.application_id == application_id, Message.occasion == occasion)
    return await session.scalar(made.limit(1)) is not None


async def recent(
    session: AsyncSession, *, state: str = "", offset: int = 0, limit: int = 50
) -> tuple[Sequence[tuple[Message, Person]], int]:
    """Messages to candidates with their people, newest first, and how many there are; one-time codes left out."""
    conditions = [Message.event != "code", *_in_state(state)]
    statement = (
        select(Message, Person)
        .join(Person, Person.id == Message.person_id)
        .where(*conditions)
        .order_by(Message.queued_at.desc(), Message.id)
        .offset(offset)
        .limit(limit)
    )
    total = await session.scalar(select(func.count(Message.id)).where(*conditions))
    return [(row[0], row[1]) for row in await session.execute(statement)], total or 0


def _in_state(state: str) -> list[ColumnElement[bool]]:
    if state == "acted":
        return [Message.acted_at.is_not(None)]
    return [Message.state == state] if state else []


async def state_counts(session: AsyncSession) -> dict[str, int]:
    """How many messages to candidates are in each state, and of how many the candidate has done what they ask."""
    statement = select(Message.state, func.count()).where(Message.event != "code").group_by(Message.state)
    counts: dict[str, int] = dict((await session.execute(statement)).all())
    acted = await session.scalar(select(func.count(Message.id)).where(Message.acted_at.is_not(None)))
    return counts | {"acted": acted or 0}


async def message_of(session: AsyncSession, message_id: UUID) -> tuple[Message, Person]:
    """One message to a candidate or an employee, and its person; codes are nobody's to look at.

    Raises:
        NotFoundError: there is none, or it is not to be seen.
    """
    statement = select(Message, Person).join(Person, Person.id == Message.person_id)
    row = (
        await session.execute(statement.where(Message.id == message_id, Message.event != "code"))
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Link:
    """A message's link. `owners`: whose it is, the person told and whom they were merged into; `numbers`: the keyed digests
    of theirs."""

    message: Message
    owners: tuple[UUID, ...]
    numbers: tuple[bytes, ...]


async def find_link(session: AsyncSession, link_code: str) -> Link | None:
    """The message of this tenant that carries the code, and whose it is; nothing is noted."""
    kept = aliased(Person)
    statement = (
        select(Message, Person, kept)
        .join(Person, Person.id == Message.person_id)
        .outerjoin(kept, kept.id == Person.merged_into_id)
        .where(Message.link_code == link_code)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    people = [person for person in row[1:] if person is not None]
    return Link(row[0], tuple(one.id for one in people), tuple(one.phone_digest for one in people))


async def link_exists(session: AsyncSession, link_code: str) -> bool:
    """Whether a message of this tenant carries the code; nothing is noted."""
    return await session.scalar(select(Message.id).where(Message.link_code == link_code)) is not None


async def version_numbers_of(session: AsyncSession, messages: Sequence[Message]) -> dict[UUID, int]:
    """Message → the version of its template, for those written in the tenant's own words."""
    numbers = await version_numbers(
        session, {one.template_id for one in messages if one.template_id is not None}
    )
    return {one.id: numbers[one.template_id] for one in messages if one.template_id in numbers}
