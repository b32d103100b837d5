"""Step ①: what was in front of the candidate, and for how long.

What a page tells of itself is believed as far as the server's own clock allows: never more seconds than have gone by
since it told last, so that neither days in a drawer nor an eager script are counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ..labour_contracts.models import Contract
from .consent import CONSENT, CONSENT_VERSION
from .contract_file import shown_sha256
from .errors import NotReadError, NotStatedError, PagesUnseenError, TooQuickError
from .feature import SigningEvent
from .models import Signing
from .notice import NOTICE_VERSION, notice_hash
from .rule import signing_rule
from .service import is_signed, note, signing_of
from .standing import require_signable

_MOST_AT_ONCE = 60  # seconds; a page tells every few of them
_SLACK = timedelta(seconds=2)  # what the line may hold a report up by, without its seconds being lost
_MOST_UNTOLD = 1800  # seconds between showing and answering that count where no script tells


@dataclass(frozen=True, slots=True)
class Report:
    """What a page tells since it told last: pages that were in view, seconds in the foreground, and whether the text was
    seen to its end."""

    pages: frozenset[int] = frozenset()
    seconds: int = 0
    text_read: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent with 下一步. `report`: None where the page ran no script; `read_all`: the box that it has then."""

    agreed: bool
    report: Report | None = None
    read_all: bool = False


async def open_contract(session: AsyncSession, contract: Contract) -> Signing:
    """The candidate looks at the notice and the contract under it."""
    signing = await signing_of(session, contract)
    now = clock.now()
    if signing.opened_at is None:
        signing.opened_at, signing.notice_hash = now, notice_hash()
        note(
            session,
            SigningEvent.DECRYPTED,
            contract,
            document=shown_sha256(contract),
            notice=signing.notice_hash,
            notice_version=NOTICE_VERSION,
        )
    if not signing.notice_hash:  # opened before there was one
        signing.notice_hash = notice_hash()
    if signing.read_at is None:
        signing.reported_at = now
    return signing


async def record_report(session: AsyncSession, contract: Contract, report: Report) -> None:
    """A page tells while it is read. What comes late, or for what nobody opened, changes nothing."""
    signing = await signing_of(session, contract)
    if contract.state == "sent" and signing.read_at is None and signing.reported_at is not None:
        _add(signing, report, signing.reported_at, clock.now())


async def finish_reading(session: AsyncSession, contract: Contract, answer: Answer) -> None:
    """The candidate has read the text and agrees to sign electronically (电子签名法 Art. 3). What was told stays, whatever is
    missing.

    Raises:
        NotToSignError: it is not (or no longer) to be signed.
        NotReadError: it was never opened, or the box is not ticked.
        PagesUnseenError, TooQuickError, NotStatedError: it is not read as the tenant asks for.
    """
    if is_signed(contract):
        return
    signing = await signing_of(session, contract)
    require_signable(contract)
    if signing.read_at is not None:
        return
    now = clock.now()
    if signing.opened_at is None or signing.reported_at is None:
        raise NotReadError
    _add(
        signing,
        answer.report or _untold(signing.reported_at, now),
        signing.reported_at,
        now,
        told=answer.report is not None,
    )
    if not answer.agreed:
        raise NotReadError
    _require_read(signing, answer, (await signing_rule(session)).least_seconds)
    _close(session, contract, signing, _how(signing, answer))


def missing_pages(signing: Signing) -> tuple[int, ...]:
    """Which pages nobody has seen; none where the text was read to its end."""
    if signing.text_read:
        return ()
    return tuple(number for number in range(1, signing.page_count + 1) if number not in signing.pages_seen)


def _add(signing: Signing, report: Report, since: datetime, now: datetime, *, told: bool = True) -> None:
    gone_by = int((now - since).total_seconds())
    seconds = max(0, min(report.seconds, gone_by, _MOST_AT_ONCE if told else _MOST_UNTOLD))
    signing.read_seconds += seconds
    signing.reported_at = max(since + timedelta(seconds=seconds), now - _SLACK)
    there = {number for number in report.pages if 1 <= number <= signing.page_count}
    signing.pages_seen = sorted(there.union(signing.pages_seen))
    signing.text_read = signing.text_read or report.text_read


def _untold(since: datetime, now: datetime) -> Report:
    return Report(seconds=int((now - since).total_seconds()))


def _require_read(signing: Signing, answer: Answer, least: int) -> None:
    if answer.report is None:
        if not answer.read_all:
            raise NotStatedError
    elif missing := missing_pages(signing):
        raise PagesUnseenError(missing)
    if signing.read_seconds < least:
        raise TooQuickError(least - signing.read_seconds)


def _how(signing: Signing, answer: Answer) -> str:
    """By what it was read: `pages`, `text` to its end, or a page without scripts, whose reader says so (`stated`)."""
    if answer.report is None:
        return "stated"
    seen_all = len(signing.pages_seen) == signing.page_count
    return "pages" if seen_all else "text"


def _close(session: AsyncSession, contract: Contract, signing: Signing, how: str) -> None:
    signing.read_at = clock.now()
    signing.consent_hash = sha256_hex(CONSENT.encode())
    note(
        session,
        SigningEvent.READ,
        contract,
        document=contract.draft_sha256,
        shown=signing.shown_sha256,
        how=how,
        pages=",".join(map(str, signing.pages_seen)),
        of=str(signing.page_count),
        seconds=str(signing.read_seconds),
        notice=signing.notice_hash,
        consent=signing.consent_hash,
        consent_version=CONSENT_VERSION,
    )
