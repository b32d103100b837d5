"""What waits for somebody, and how far the tenant's first hire has come: each one statement, whatever the size."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...contracts.labour_contracts.models import Contract
from ...messaging.messages.calls import unreached_occasions
from ...messaging.messages.models import Message
from ...people.persons.models import Person
from ..candidates.models import Application
from ..decisions.models import Decision
from ..interviews.models import Interview, InterviewAssignment, Scorecard
from ..scorecards.pending import due


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits behind each entry of the navigation."""

    to_confirm: int
    to_seal: int
    unreached: int
    my_assignments: int
    to_reschedule: int


async def waiting(session: AsyncSession, user_id: UUID) -> Waiting:
    """Counts for the navigation of this member of the staff."""
    counts = select(
        _count(select(Decision.id).where(Decision.current, Decision.confirmed_at.is_(None))),
        _count(select(Contract.id).where(Contract.state == "pending_company")),
        _count(unreached_occasions()),
        _count(
            select(InterviewAssignment.id)
            .outerjoin(Interview, Interview.id == InterviewAssignment.interview_id)
            .where(InterviewAssignment.user_id == user_id, due())
        ),
        _count(select(Interview.id).where(Interview.state == "reschedule_asked")),
    )
    return Waiting(*(await session.execute(counts)).one())


async def to_confirm_count(session: AsyncSession) -> int:
    """How many results wait for a person."""
    waits = select(Decision.id).where(Decision.current, Decision.confirmed_at.is_(None))
    return await session.scalar(_count(waits).select()) or 0


def _count(statement: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()


@dataclass(frozen=True, slots=True)
class FirstHire:
    """Which points of the road at least one candidate has passed, in the order of the road."""

    imported: bool
    scored: bool
    confirmed: bool
    told: bool
    onboarded: bool
    contract: bool
    sent: bool
    signed: bool
    sealed: bool
    archived: bool


async def first_hire(session: AsyncSession) -> FirstHire:
    """How far the candidate who is furthest has come."""
    arrived = Message.event.like("result%") & Message.delivered_at.is_not(None)
    points = (
        select(Application.id),
        select(Scorecard.id),
        select(Decision.id).where(Decision.confirmed_outcome == "pass"),
        select(Message.id).where(arrived),
        select(Person.id).where(Person.onboarded_at.is_not(None)),
        select(Contract.id).where(Contract.state != "withdrawn"),
        select(Contract.id).where(Contract.sent_at.is_not(None), Contract.state != "withdrawn"),
        select(Contract.id).where(Contract.signed_at.is_not(None)),
        select(Contract.id).where(Contract.completed_at.is_not(None)),
        select(Contract.id).where(Contract.archived_at.is_not(None)),
    )
    row = (await session.execute(select(*(point.exists() for point in points)))).one()
    return FirstHire(*tuple(row))
