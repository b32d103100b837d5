"""Until when a contract can be signed, and what happens by then: the candidate is reminded, and at the end it expires.

One job looks after all contracts of the tenant whose moment has come; the moment stands on the contract, so that whatever
runs late, twice or under another clock finds there what is still to be done. While the company owes the candidate an
answer, no time passes: deadline and reminders move by as long as that took.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.features import Event
from ....platform.queue import enqueue
from ...audit.service import record
from ...messaging.messages.delivery import delivery
from ..labour_contracts.errors import WrongStateError
from ..labour_contracts.models import Contract
from ..labour_contracts.notifications import sign_by, tell
from ..labour_contracts.queries import next_moment
from ..labour_contracts.service import going_out, sent, withdrawn
from ..labour_contracts.states import advance, state_now
from .errors import AnswerFirstError, NotWaitingError, NudgedLatelyError
from .feature import SigningEvent
from .rule import end_of_day, signing_rule

WATCH, NUDGE = "contract.watch", "contract.nudge"
_REMINDERS = (timedelta(days=1), timedelta(days=3), timedelta(days=6))
_NUDGED_ONCE_IN = timedelta(hours=1)
_AT_LEAST, _TRIED_AGAIN_IN = timedelta(minutes=1), timedelta(hours=1)
_REMINDER = "contract_reminder"
_EXPIRED = "签署期限已过，请联系公司重新发送"  # rules: allow untranslated – a text message


@sent.listener
async def begin(session: AsyncSession, contract: Contract) -> None:
    """The contract goes out, for the first time or again: all its days count from now."""
    now, zone = clock.now(), tenant_of(session).zoneinfo
    days = (await signing_rule(session)).sign_days
    contract.sent_at = contract.counted_from = now
    contract.sign_until = end_of_day(now, zone, days)
    contract.held_since = contract.nudged_at = contract.put_off_at = None
    contract.reminded = 0
    await _plan(session, contract, now)


@withdrawn.listener
async def stop(_session: AsyncSession, contract: Contract) -> None:
    """Nothing is waited for any more."""
    contract.held_since = contract.next_look_at = None


def hold(contract: Contract) -> None:
    """The company owes the candidate an answer: from now on no time passes."""
    if contract.held_since is None:
        contract.held_since, contract.next_look_at = clock.now(), None


async def release(session: AsyncSession, contract: Contract) -> None:
    """The candidate is answered: deadline and reminders move by the time that they waited, to the end of that day.

    A clock that was put back meanwhile takes nothing away.
    """
    if contract.held_since is None or contract.sign_until is None or contract.counted_from is None:
        return
    now = clock.now()
    waited = max(now - contract.held_since, timedelta())
    contract.held_since = None
    contract.counted_from += waited
    contract.sign_until = end_of_day(contract.sign_until + waited, tenant_of(session).zoneinfo)
    await _plan(session, contract, now)


async def send_again(
    session: AsyncSession, vault: Vault, contract: Contract, *, seen: str, actor: str
) -> bool:
    """Send a contract, locked, once more: it can be signed for as many days as one that was just made.

    `seen`: the sending that whoever asks has looked at, as `sending_of` names it. Another one since was the first of two
    clicks, and nothing is sent.

    Raises:
        AnswerFirstError: the candidate waits for an answer.
        WrongStateError: it was never sent, or is past that.
        NotApprovedError, ContractNotClearedError: it has expired, and something is against sending it again.
    """
    if contract.held_since is not None:
        raise AnswerFirstError
    if contract.sent_at is None:
        raise WrongStateError
    if seen != sending_of(contract):
        return False
    await going_out(session, vault, contract)
    if contract.state != "sent":
        advance(contract, "sent")
    await sent(session, contract)
    _record(session, SigningEvent.SENT_AGAIN, contract, actor=actor)
    await _tell_again(session, vault, contract, "contract_ready", clock.now())
    return True


def sending_of(contract: Contract) -> str:
    """Which sending of the contract stands, for a form; empty before the first."""
    return contract.sent_at.isoformat() if contract.sent_at is not None else ""


async def nudge(session: AsyncSession, vault: Vault, contract: Contract, *, actor: str) -> datetime:
    """Ask the candidate once more for the signature on a contract, locked; answers when they hear of it.

    By night it waits for the morning, and is only said where it is still to be signed then.

    Raises:
        NotWaitingError, AnswerFirstError: it is not for the candidate to act.
        NudgedLatelyError: they were asked within the hour.
    """
    if contract.held_since is not None:
        raise AnswerFirstError
    if state_now(contract) != "sent":
        raise NotWaitingError
    now, last = clock.now(), contract.nudged_at
    if last is not None and timedelta() <= now - last < _NUDGED_ONCE_IN:
        raise NudgedLatelyError(last, last + _NUDGED_ONCE_IN)
    contract.nudged_at = now
    _record(session, SigningEvent.NUDGED, contract, actor=actor)
    opens = await _opens(session, contract, now)
    if opens > now:
        payload = {"contract": str(contract.id), "at": opens.isoformat()}
        await enqueue(session, NUDGE, payload, run_at=opens, dedupe=f"{contract.id}:{opens.timestamp():.0f}")
    else:
        await _tell_again(session, vault, contract, _REMINDER, now)
    return opens


async def nudge_by_day(session: AsyncSession, vault: Vault, contract: Contract, at: datetime) -> None:
    """The night in which somebody asked is over: once is enough, however often they did."""
    if contract.held_since is None and state_now(contract) == "sent":
        await _tell_again(session, vault, contract, _REMINDER, at)


async def look_after(session: AsyncSession, vault: Vault, contract: Contract) -> None:
    """Do what is due for one contract, locked. Doing it again does nothing: what was done is written on it."""
    now = clock.now()
    if contract.state != "sent" or contract.held_since is not None:
        contract.next_look_at = None
    elif state_now(contract) == "expired":
        await _expire(session, vault, contract)
    elif (due := _due(contract, now)) > contract.reminded:
        opens = await _opens(session, contract, now)
        if opens > now:
            contract.next_look_at = opens
            await _watch_at(session, opens)
            return
        contract.reminded = due
        _record(session, SigningEvent.REMINDED, contract, number=due)
        await _tell_again(session, vault, contract, _REMINDER, _of_sending(contract, due))
        await _plan(session, contract, now)
    else:
        await _plan(session, contract, now)


def look_later(contract: Contract) -> None:
    """What could not be done for one contract, locked, is tried again after those that it would else hold up."""
    contract.next_look_at = clock.now() + _TRIED_AGAIN_IN


async def come_back(session: AsyncSession) -> None:
    """Have the tenant's contracts looked after when the next of them wants it, at the earliest in a minute."""
    moment = await next_moment(session)
    if moment is not None:
        await _watch_at(session, max(moment, clock.now() + _AT_LEAST))


async def _expire(session: AsyncSession, vault: Vault, contract: Contract) -> None:
    advance(contract, "expired")
    contract.next_look_at = None
    _record(session, SigningEvent.EXPIRED, contract)
    await tell(session, vault, contract, "contract_expired", _EXPIRED, contract.sent_at or "")


async def _plan(session: AsyncSession, contract: Contract, now: datetime) -> None:
    """When the contract is to be looked after next."""
    if contract.counted_from is None or contract.sign_until is None:
        raise ValueError(f"contract {contract.id} was sent without a deadline")
    moments = [contract.counted_from + after for after in _REMINDERS[contract.reminded :]]
    contract.next_look_at = min([*moments[:1], contract.sign_until])
    await _watch_at(session, max(contract.next_look_at, now))


def _due(contract: Contract, now: datetime) -> int:
    """How many reminders there should have been by now."""
    since = contract.counted_from
    return sum(since + after <= now for after in _REMINDERS) if since is not None else 0


def _of_sending(contract: Contract, number: int) -> str:
    """A reminder among all of the contract: its place is in the key of a message, where a colon parts."""
    return f"{contract.sent_at.timestamp():.0f}-{number}" if contract.sent_at is not None else str(number)


async def _opens(session: AsyncSession, contract: Contract, now: datetime) -> datetime:
    """From when on the candidate may be told: by day, where that is not too late."""
    plan = {"before": contract.sign_until.isoformat()} if contract.sign_until is not None else {}
    return (await delivery(session)).opening(_REMINDER, now, plan)


async def _watch_at(session: AsyncSession, moment: datetime) -> None:
    await enqueue(session, WATCH, {}, run_at=moment, dedupe=f"{moment.timestamp():.0f}")


async def _tell_again(
    session: AsyncSession, vault: Vault, contract: Contract, event: str, again: datetime | str
) -> None:
    if contract.sign_until is not None:
        await tell(session, vault, contract, event, sign_by(session, contract.sign_until), again)


def _record(
    session: AsyncSession, kind: Event, contract: Contract, *, actor: str = "system", **data: int
) -> None:
    until = contract.sign_until.isoformat() if contract.sign_until is not None else ""
    record(
        session,
        kind,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"sign_until": until, **data},
    )
