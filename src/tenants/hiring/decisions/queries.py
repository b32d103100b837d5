"""Reading decisions: where a result stands, and what is held back for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ..candidates.models import Application
from .models import Decision, ReviewRequest
from .notification import terms_are_out
from .policy import Policy, policy_of
from .reviews import review_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the result of an application stands; `earlier`: what was told before and is replaced, oldest first."""

    decision: Decision | None
    earlier: Sequence[Decision]
    policy: Policy
    review: ReviewRequest | None
    terms_out: bool

    @property
    def opposite(self) -> str:
        """What a told result would be turned into."""
        return "fail" if self.decision is not None and self.decision.confirmed_outcome == "pass" else "pass"


async def standing_of(session: AsyncSession, application_id: UUID) -> Standing:
    """All of it for one application."""
    statement = (
        select(Decision)
        .where(Decision.application_id == application_id)
        .order_by(Decision.confirmed_at, Decision.id)
    )
    found = (await session.scalars(statement)).all()
    decision = next((one for one in found if one.current), None)
    told, before = [], decision.reverses_id if decision is not None else None
    while before is not None:  # a reversal that was taken back is no part of the way here
        earlier = next(one for one in found if one.id == before)
        told.append(earlier)
        before = earlier.reverses_id
    return Standing(
        decision,
        told[::-1],
        await policy_of(session),
        await review_of(session, application_id),
        await terms_are_out(session, application_id),
    )


async def held_results(session: AsyncSession, *, limit: int = 100) -> Sequence[tuple[Application, Decision]]:
    """Confirmed results whose candidates have not been told yet, the next one first."""
    statement = (
        select(Application, Decision)
        .join(Decision, Decision.application_id == Application.id)
        .where(Decision.current, Decision.tell_at.is_not(None))
        .options(joinedload(Application.person), joinedload(Application.vacancy))
        .order_by(Decision.tell_at, Decision.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]
