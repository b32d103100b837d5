"""The rule marks, a named person confirms (《个人信息保护法》 Art. 24), or, where the tenant says so, the rule."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.author import Author
from ...audit.service import record
from ...messaging.channels.service import tell_groups
from ..candidates.models import Application
from ..candidates.queries import application as application_of
from ..interviews.models import InterviewAssignment, Scorecard
from .errors import AlreadyConfirmedError, NotMarkedError, ReasonNeededError
from .feature import DecisionEvent
from .models import Decision
from .notification import Confirmation, settle
from .pending import awaiting_card
from .policy import policy_of
from .rule import THE_RULE, Card, Rule, decide
from .topics import TO_CONFIRM
from .versions import rule_for

__all__ = ["Author", "confirm", "confirm_by_rule", "current", "mark"]


async def current(session: AsyncSession, application: Application) -> Decision | None:
    """The decision that stands."""
    statement = select(Decision).where(Decision.application_id == application.id, Decision.current)
    return await session.scalar(statement)


async def mark(session: AsyncSession, application: Application) -> Decision | None:
    """Let the rule in force for the vacancy mark the application from all its scorecards.

    A confirmed decision is never marked again: a late card is kept, the result stands.
    """
    before = await current(session, application)
    if before is not None and before.confirmed_at is not None:
        return before
    cards = (await session.scalars(select(Scorecard).where(Scorecard.application_id == application.id))).all()
    if not cards:
        return None
    rule = await rule_for(session, application.vacancy_id)
    if before is not None:
        before.current = False
        await session.flush()  # the partial unique index allows one current decision at a time
    decision = decided(session, application.id, rule, cards)
    if (await policy_of(session)).confirms(application.vacancy_id, decision.outcome):
        await enqueue(session, "decision.confirm_by_rule", {"decision": str(decision.id)})
    else:
        await tell_groups(session, TO_CONFIRM)
    return decision


def decided(session: AsyncSession, application_id: UUID, rule: Rule, cards: Sequence[Scorecard]) -> Decision:
    """What the rule makes of these cards, as the application's new current decision."""
    verdict = decide(
        rule, [Card(card.given(), card.weights(), card.vetoed(), card.minimums()) for card in cards]
    )
    decision = Decision(
        id=new_id(),
        application_id=application_id,
        current=True,
        rule_version=rule.version,
        outcome=verdict.outcome,
        line_number=verdict.line_no,
        line_text=verdict.line_text,
        explanation=verdict.explanation,
        marked_at=clock.now(),
    )
    session.add(decision)
    data = {
        "decision": str(decision.id),
        "rule_version": rule.version,
        "line": verdict.line_no,
        "outcome": verdict.outcome,
    }
    record(session, DecisionEvent.MARKED, application_id=application_id, data=data)
    return decision


async def confirm(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    *,
    outcome: str,
    reason: str,
    by: Author,
) -> Decision:
    """A named person confirms `pass` or `fail`; the candidate is told in the same transaction, or later where the
    tenant keeps time to take back. Where two must agree, the first one's word waits for a second person.

    Raises:
        NotMarkedError: no scorecard is in.
        AlreadyConfirmedError: another result is confirmed. The same result again is answered as done.
        ReasonNeededError: the person decides otherwise than the rule marked and gives no reason.
    """
    decision = await current(session, application)
    if decision is None:
        raise NotMarkedError
    if decision.confirmed_at is not None:
        if decision.confirmed_outcome == outcome:
            return decision  # a second click
        raise AlreadyConfirmedError
    seconds = decision.proposed_outcome == outcome and decision.proposed_actor != by.actor
    if outcome != decision.outcome and not reason and not seconds:
        raise ReasonNeededError
    policy = await policy_of(session)
    if policy.needs_second(application.vacancy_id, decision, outcome) and not seconds:
        propose(session, decision, outcome=outcome, reason=reason, by=by)
        return decision
    if not seconds:
        decision.reason = reason
    data = {
        "decision": str(decision.id),
        "outcome": outcome,
        "marked": decision.outcome,
        "proposed_by": decision.proposed_actor if seconds else None,
    }
    record(session, DecisionEvent.CONFIRMED, actor=by.actor, application_id=application.id, data=data)
    await settle(session, vault, application, decision, Confirmation(outcome, by), policy)
    return decision


def propose(session: AsyncSession, decision: Decision, *, outcome: str, reason: str, by: Author) -> None:
    """The first of two people says what they want; saying it again changes nothing."""
    if decision.proposed_outcome == outcome and decision.proposed_actor == by.actor:
        return
    decision.proposed_outcome, decision.proposed_by, decision.proposed_actor = outcome, by.name, by.actor
    decision.proposed_at, decision.reason = clock.now(), reason
    data = {"decision": str(decision.id), "outcome": outcome, "marked": decision.outcome}
    record(session, DecisionEvent.PROPOSED, actor=by.actor, application_id=decision.application_id, data=data)


async def confirm_by_rule(session: AsyncSession, vault: Vault, decision_id: UUID) -> None:
    """The rule confirms its own mark, if it still may, nothing is confirmed and no card is still owed.

    When a card is owed nothing is done: the card, once in, has the application marked anew.
    """
    decision = await session.get(Decision, decision_id)
    if decision is None:
        return
    application = await application_of(session, decision.application_id, lock=True)
    await session.refresh(decision)
    policy = await policy_of(session)
    waited_for = select(InterviewAssignment.id).where(
        InterviewAssignment.application_id == application.id, awaiting_card()
    )
    if (
        not decision.current
        or decision.confirmed_at is not None
        or decision.proposed_at is not None
        or not policy.confirms(application.vacancy_id, decision.outcome)
        or await session.scalar(waited_for.limit(1)) is not None
    ):
        return
    rule = Author(f"rule:{decision.rule_version}", THE_RULE)
    decision.by_rule = True
    data = {"decision": str(decision.id), "outcome": decision.outcome, "marked": decision.outcome}
    record(
        session, DecisionEvent.CONFIRMED_BY_RULE, actor=rule.actor, application_id=application.id, data=data
    )
    await settle(session, vault, application, decision, Confirmation(decision.outcome, rule), policy)
