"""From the confirmed result to the candidate: at once, or when the time to take it back is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.queue import enqueue
from ...audit.author import Author
from ...audit.service import record
from ...contracts.labour_contracts.models import Contract
from ...contracts.labour_contracts.queries import contract
from ...contracts.labour_contracts.service import withdraw
from ...contracts.labour_contracts.states import CAME_TO_NOTHING
from ...contracts.offers.queries import prepared_offer, standing_offer
from ...contracts.offers.service import withdraw as withdraw_offer
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ..candidates.models import Application
from ..candidates.queries import application as application_of
from ..candidates.states import enter
from ..interviews.queries import interviews_to_come
from ..promises.service import keep
from .errors import NotHeldError, TermsOutError
from .feature import DecisionEvent
from .models import Decision
from .policy import Policy

_ANSWER_WITHIN = timedelta(days=7)
_PASSED = "填写入职登记"  # rules: allow untranslated – a text message
_NOT_PASSED = "查看答复，您的资料将按授权保留或删除"  # rules: allow untranslated – a text message
_UNSENT = ("draft", "checked")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody, or the rule, confirms."""

    outcome: str
    by: Author


async def settle(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    decision: Decision,
    confirmation: Confirmation,
    policy: Policy,
) -> None:
    """Write the result down as confirmed now; tell the candidate, or have a job do it when the time is over."""
    now = clock.now()
    decision.confirmed_outcome, decision.confirmed_by = confirmation.outcome, confirmation.by.name
    decision.confirmed_at = now
    tell_at = policy.tells_at(now, application.promised_at)
    if tell_at <= now:
        await _tell(session, vault, application, decision)
        return
    decision.tell_at = tell_at
    # `at` names this confirmation: taken back and confirmed again, the result has another time and another job.
    payload = {"decision": str(decision.id), "at": tell_at.isoformat()}
    await enqueue(session, "decision.tell", payload, run_at=tell_at)


async def tell_held(session: AsyncSession, vault: Vault, decision_id: UUID, at: datetime) -> None:
    """The time to take back is over: tell, unless it was taken back or told meanwhile.

    A reversal behind which an offer or a contract was sent in the meantime is dropped: the earlier result stands.
    """
    application_id = await session.scalar(
        select(Decision.application_id).where(Decision.id == decision_id, Decision.tell_at == at)
    )
    if application_id is None:
        return
    application = await application_of(session, application_id, lock=True)
    decision = await session.scalar(
        select(Decision)
        .where(Decision.id == decision_id, Decision.current)
        .execution_options(populate_existing=True)
    )
    if decision is None or decision.tell_at != at:
        return
    if decision.reverses_id is not None and await terms_are_out(session, application.id):
        await _undo(session, application, decision, actor="system")
        return
    decision.tell_at = None
    await _tell(session, vault, application, decision)


async def take_back(session: AsyncSession, application: Application, by: Author) -> Decision:
    """Take a confirmed result back before the candidate hears of it; answers the decision that stands now.

    Raises:
        NotHeldError: nothing is held, or the time is over.
    """
    held = select(Decision).where(Decision.application_id == application.id, Decision.current)
    decision = await session.scalar(held)
    if decision is None or decision.tell_at is None or decision.tell_at <= clock.now():
        raise NotHeldError
    return await _undo(session, application, decision, actor=by.actor)


async def terms_are_out(session: AsyncSession, application_id: UUID) -> bool:
    """Whether the candidate has an offer or a contract before them, or has accepted or signed one."""
    if await standing_offer(session, application_id) is not None:
        return True
    out = select(Contract.id).where(
        Contract.application_id == application_id, Contract.state.not_in((*CAME_TO_NOTHING, *_UNSENT))
    )
    return await session.scalar(out) is not None


async def _tell(session: AsyncSession, vault: Vault, application: Application, decision: Decision) -> None:
    passed = decision.confirmed_outcome == "pass"
    if not passed and decision.reverses_id is not None:
        await _withdraw_unsent(session, vault, application.id)
    enter(session, application, "offer" if passed else "archived")
    await _call_off(session, application)
    promised_at = await keep(session, application, actor="system")
    await _notify_result(session, vault, application, decision, promised_at)


async def _call_off(session: AsyncSession, application: Application) -> None:
    """No interview is to be any more; who would come hears of it."""
    for interview in await interviews_to_come(session, application.id):
        await enqueue(session, "interview.off", {"event": str(interview)}, dedupe=str(interview))


async def _withdraw_unsent(session: AsyncSession, vault: Vault, application_id: UUID) -> None:
    unsent = select(Contract.id).where(
        Contract.application_id == application_id, Contract.state.not_in(CAME_TO_NOTHING)
    )
    for contract_id in await session.scalars(unsent):
        found = await contract(session, contract_id, lock=True)
        if found.state not in _UNSENT:  # sent while this was under way
            raise TermsOutError
        await withdraw(session, vault, found, actor="system")
    prepared = await prepared_offer(session, application_id)
    if prepared is not None:
        await withdraw_offer(session, vault, prepared, "", actor="system")


async def _undo(
    session: AsyncSession, application: Application, decision: Decision, *, actor: str
) -> Decision:
    data = {"decision": str(decision.id), "outcome": decision.confirmed_outcome}
    record(session, DecisionEvent.TAKEN_BACK, actor=actor, application_id=application.id, data=data)
    decision.tell_at = None
    if decision.reverses_id is None:
        decision.confirmed_outcome = decision.confirmed_by = decision.confirmed_at = None
        decision.by_rule, decision.reason = False, ""
        return decision
    decision.current = False
    await session.flush()  # one current decision at a time
    before = await session.get_one(Decision, decision.reverses_id)
    before.current = True
    return before


async def _notify_result(
    session: AsyncSession, vault: Vault, application: Application, decision: Decision, before: datetime | None
) -> None:
    """Tell the candidate the confirmed result, or that the earlier one is corrected; `before`: as it was promised."""
    passed = decision.confirmed_outcome == "pass"
    due = (clock.now() + _ANSWER_WITHIN).astimezone(tenant_of(session).zoneinfo)
    # Whatever language HR reads: messages to candidates are in Chinese, and their words filed with the carriers.
    step = _PASSED if passed else _NOT_PASSED
    day = f"{due.month}月{due.day}日"  # rules: allow untranslated – a text message
    values = {"post": application.vacancy.title, "step": step, "date": day}
    kind = "result" if decision.reverses_id is None else "changed"
    event = f"{kind}_pass" if passed else f"{kind}_fail"
    await notify(
        session,
        vault,
        application.person,
        Occasion(event, str(decision.id), application.id),
        values,
        before=before,
    )
