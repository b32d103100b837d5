"""How far the tenant's first hire has come, in one statement, whatever the size."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...contracts.labour_contracts.models import Contract
from ...contracts.labour_contracts.states import CAME_TO_NOTHING
from ...messaging.messages.models import Message
from ...people.persons.models import Person
from ..candidates.models import Application
from ..decisions.models import Decision
from ..interviews.models import Scorecard


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
        select(Contract.id).where(Contract.state.not_in(CAME_TO_NOTHING)),
        select(Contract.id).where(Contract.sent_at.is_not(None), Contract.state.not_in(CAME_TO_NOTHING)),
        select(Contract.id).where(Contract.signed_at.is_not(None)),
        select(Contract.id).where(Contract.completed_at.is_not(None)),
        select(Contract.id).where(Contract.archived_at.is_not(None)),
    )
    row = (await session.execute(select(*(point.exists() for point in points)))).one()
    return FirstHire(*tuple(row))
