"""The rule marks, a named person confirms (《个人信息保护法》 Art. 24)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.vault import Vault
from ...platform.ids import new_id
from ..audit.events import Event
from ..audit.service import record
from ..candidates.models import Application
from ..interviews.models import Scorecard
from ..notices.service import notify_result
from .errors import AlreadyConfirmedError, NotMarkedError, ReasonNeededError
from .models import Decision, RuleVersion
from .rule import Card, Rule, decide


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who confirms: recorded with the decision."""

    actor: str
    name: str


async def rule_in_force(session: AsyncSession) -> Rule:
    """The newest version of the tenant's rule."""
    statement = select(RuleVersion).order_by(RuleVersion.version.desc()).limit(1)
    version = (await session.scalars(statement)).one()
    return Rule.from_json(version.version, version.lines)


async def save_rule(session: AsyncSession, rule: Rule, by: Confirmer) -> int:
    """Keep `rule` as a new version and put it in force; decisions already marked keep their own."""
    newest = await session.scalar(select(func.max(RuleVersion.version)))
    number = (newest or 0) + 1
    version = RuleVersion(version=number, lines=rule.to_json(), created_at=clock.now(), created_by=by.name)
    session.add(version)
    record(session, Event.RULE_CHANGED, actor=by.actor, data={"version": number})
    return number


async def current(session: AsyncSession, application: Application) -> Decision | None:
    """The decision that stands."""
    statement = select(Decision).where(Decision.application_id == application.id, Decision.current)
    return await session.scalar(statement)


async def mark(session: AsyncSession, application: Application) -> Decision | None:
    """Let the rule in force mark the application from all its scorecards.

    A confirmed decision is never marked again: a late card is kept, the result stands.
    """
    before = await current(session, application)
    if before is not None and before.confirmed_at is not None:
        return before
    cards = (await session.scalars(select(Scorecard).where(Scorecard.application_id == application.id))).all()
    if not cards:
        return None
    rule = await rule_in_force(session)
    verdict = decide(rule, [Card(card.given(), card.weights(), card.vetoed()) for card in cards])
    if before is not None:
        before.current = False
        await session.flush()  # the partial unique index allows one current decision at a time
    decision = Decision(
        id=new_id(),
        application_id=application.id,
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
    record(session, Event.DECISION_MARKED, application_id=application.id, data=data)
    return decision


async def confirm(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    *,
    outcome: str,
    reason: str,
    by: Confirmer,
) -> Decision:
    """A named person confirms `pass` or `fail`; the candidate is told in the same transaction.

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
    if outcome != decision.outcome and not reason:
        raise ReasonNeededError
    decision.confirmed_outcome = outcome
    decision.confirmed_by = by.name
    decision.confirmed_at = clock.now()
    decision.reason = reason
    application.stage = "offer" if outcome == "pass" else "archived"
    application.promised_at = None
    data = {
        "decision": str(decision.id),
        "outcome": outcome,
        "marked": decision.outcome,
    }
    record(
        session,
        Event.DECISION_CONFIRMED,
        actor=by.actor,
        application_id=application.id,
        data=data,
    )
    await notify_result(session, vault, application, decision)
    return decision
