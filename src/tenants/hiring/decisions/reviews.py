"""A candidate asks for a person (《个人信息保护法》 Art. 24): asked once, promised a date, answered with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.i18n import mark
from ....platform.ids import new_id
from ...audit.author import Author
from ...audit.service import record
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ..candidates.models import Application
from ..promises.service import keep, promise
from .errors import NoReviewError
from .feature import DecisionEvent
from .models import Decision, ReviewRequest
from .reversal import reverse
from .service import current


def may_ask(decision: Decision | None) -> bool:
    """Whether there is something to look at again: a refusal, or whatever the rule confirmed by itself."""
    return (
        decision is not None and decision.told and (decision.confirmed_outcome == "fail" or decision.by_rule)
    )


async def review_of(session: AsyncSession, application_id: UUID) -> ReviewRequest | None:
    """What the candidate asked for."""
    return await session.scalar(select(ReviewRequest).where(ReviewRequest.application_id == application_id))


async def open_reviews(session: AsyncSession) -> Sequence[tuple[ReviewRequest, Application]]:
    """What waits for an answer, the oldest promise first."""
    statement = (
        select(ReviewRequest, Application)
        .join(Application, Application.id == ReviewRequest.application_id)
        .where(ReviewRequest.answered_at.is_(None))
        .options(joinedload(Application.person), joinedload(Application.vacancy))
        .order_by(ReviewRequest.due_at, ReviewRequest.id)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def ask_for_review(session: AsyncSession, application: Application, *, words: str) -> ReviewRequest:
    """The candidate asks, and is promised an answer by the tenant's usual time.

    Raises:
        NoReviewError: there is no such result, or it was asked for already.
    """
    decision = await current(session, application)
    if decision is None or not may_ask(decision) or await review_of(session, application.id) is not None:
        raise NoReviewError
    actor = f"candidate:{application.person_id}"
    due = await promise(session, application, actor=actor)
    request = ReviewRequest(
        id=new_id(),
        application_id=application.id,
        decision_id=decision.id,
        words=words,
        asked_at=clock.now(),
        due_at=due,
    )
    session.add(request)
    data = {"review": str(request.id), "decision": str(decision.id), "due_at": due.isoformat()}
    record(session, DecisionEvent.REVIEW_ASKED, actor=actor, application_id=application.id, data=data)
    return request


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of a result that somebody asked about; `words` are told to the candidate and kept as the reason."""

    outcome: str
    words: str
    by: Author


async def answer_review(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    request: ReviewRequest,
    answer: Answer,
) -> Decision:
    """A person upholds the result or turns it round.

    Turned round where two must agree, the request stays open until the second person has agreed.

    Raises:
        NoReviewError: it is answered already.
        NotToldError, TermsOutError, ReasonNeededError: as for `reverse`.
    """
    if request.answered_at is not None:
        raise NoReviewError
    outcome, words, by = answer.outcome, answer.words, answer.by
    before = await current(session, application)
    after = await reverse(session, vault, application, outcome=outcome, reason=words, by=by)
    upheld = after is before and after.confirmed_outcome == outcome
    if after is before and not upheld:
        return after
    request.verdict = "upheld" if upheld else "reversed"
    request.answer, request.answered_by, request.answered_at = words, by.name, clock.now()
    data = {"review": str(request.id), "decision": str(after.id), "verdict": request.verdict}
    record(session, DecisionEvent.REVIEW_ANSWERED, actor=by.actor, application_id=application.id, data=data)
    if upheld:
        promised_at = await keep(session, application, actor=by.actor)
        values = {"post": application.vacancy.title, "step": mark("查看复核答复"), "answer": words}
        await notify(
            session,
            vault,
            application.person,
            Occasion("review_upheld", str(request.id), application.id),
            values,
            before=promised_at,
        )
    return after
