"""The rule marks many applications at once: an import's, read and written in sets."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db.narrowing import narrowed
from ....platform.db.parts import parts
from ....platform.queue import enqueue
from ...messaging.channels.service import tell_groups
from ..candidates.models import Application
from ..interviews.models import Scorecard
from ..vacancies.queries import kinds_of
from .models import Decision
from .policy import policy_of
from .service import decided
from .topics import TO_CONFIRM
from .versions import rules_in_force


async def mark_many(
    session: AsyncSession, applications: Sequence[Application], cards: Mapping[UUID, Sequence[Scorecard]]
) -> None:
    """Let the rules in force mark each application from all its cards, which the caller has at hand.

    As `mark`: a confirmed decision is never marked again.
    """
    rules, policy = await rules_in_force(session), await policy_of(session)
    kinds = await kinds_of(session, {one.vacancy_id for one in applications})
    before = await _standing(session, [one.id for one in applications])
    wanted = [one for one in applications if one.id not in before or before[one.id].confirmed_at is None]
    for application in wanted:
        if application.id in before:
            before[application.id].current = False
    await session.flush()  # the partial unique index allows one current decision at a time
    by_rule, for_people = [], False
    for application in wanted:
        rule = rules.for_vacancy(application.vacancy_id, kinds[application.vacancy_id])
        decision = decided(session, application.id, rule, cards[application.id])
        if policy.confirms(application.vacancy_id, decision.outcome):
            by_rule.append(decision.id)
        else:
            for_people = True
    await session.flush()
    for id_ in by_rule:
        await enqueue(session, "decision.confirm_by_rule", {"decision": str(id_)})
    if for_people:
        await tell_groups(session, TO_CONFIRM)


async def _standing(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Decision]:
    found: dict[UUID, Decision] = {}
    with narrowed(session, ()):
        for some in parts(ids):
            known = select(Decision).where(Decision.application_id.in_(some), Decision.current)
            found |= {decision.application_id: decision for decision in await session.scalars(known)}
    return found
