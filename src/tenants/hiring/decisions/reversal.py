"""Turning a told result round: both decisions are kept, the candidate gets a message of its own."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.ids import new_id
from ...audit.author import Author
from ...audit.service import record
from ..candidates.models import Application
from .errors import NotToldError, ReasonNeededError, TermsOutError
from .feature import DecisionEvent
from .models import Decision
from .notification import Confirmation, settle, terms_are_out
from .policy import policy_of
from .service import current, propose


async def reverse(
    session: AsyncSession, vault: Vault, application: Application, *, outcome: str, reason: str, by: Author
) -> Decision:
    """Replace the told result by its opposite. Where two must agree, the first one's word waits for a second person.

    Raises:
        NotToldError: no result has been told.
        TermsOutError: the candidate has a contract before them.
        ReasonNeededError: no reason is given.
    """
    before = await current(session, application)
    if before is None or not before.told:
        raise NotToldError
    if before.confirmed_outcome == outcome:
        return before
    if await terms_are_out(session, application.id):
        raise TermsOutError
    seconds = before.proposed_outcome == outcome and before.proposed_actor != by.actor
    if not reason and not seconds:
        raise ReasonNeededError
    policy = await policy_of(session)
    if policy.needs_second(application.vacancy_id, before, outcome) and not seconds:
        propose(session, before, outcome=outcome, reason=reason, by=by)
        return before
    before.current = False
    await session.flush()  # one current decision at a time
    after = Decision(
        id=new_id(),
        application_id=application.id,
        current=True,
        rule_version=before.rule_version,
        outcome=before.outcome,
        line_number=before.line_number,
        line_text=before.line_text,
        explanation=before.explanation,
        marked_at=before.marked_at,
        reason=reason or before.reason,
        reverses_id=before.id,
    )
    session.add(after)
    data = {
        "decision": str(after.id),
        "reverses": str(before.id),
        "outcome": outcome,
        "before": before.confirmed_outcome,
        "proposed_by": before.proposed_actor if seconds else None,
    }
    record(session, DecisionEvent.REVERSED, actor=by.actor, application_id=application.id, data=data)
    await settle(session, vault, application, after, Confirmation(outcome, by), policy)
    return after
