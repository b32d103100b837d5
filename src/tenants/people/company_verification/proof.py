"""The proof that an employer is who it says: for a year, and only as long as it is called what it was called then."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ..employers.models import LegalEntity
from ..employers.service import changed
from .feature import VerificationEvent
from .models import CompanyVerification
from .service import note, take_back, tell
from .states import COMPANY_VERIFICATION, ENDED, advance

WATCH = "company_verification.watch"
HOLDS_FOR = timedelta(days=365)
REMINDERS = (timedelta(days=30), timedelta(days=7))
_PROVEN_FACTS = frozenset({"name", "uscc", "legal_representative"})


async def prove(session: AsyncSession, found: CompanyVerification, *, actor: str) -> None:
    """The company has shown that the account is its own: from now on it is proven, in the place of an earlier proof.

    Raises:
        VerificationStepError: it is not so far.
    """
    await _hold(session, found, actor=actor)
    await tell(session, found, "proven")


async def _hold(session: AsyncSession, found: CompanyVerification, *, actor: str) -> None:
    COMPANY_VERIFICATION.check(found.state, "proven")
    for before in await _of(session, found.legal_entity_id, proven=True):
        await lapse(session, before, "replaced", actor=actor)
    await session.flush()
    advance(found, "proven")
    found.proven_at = clock.now()
    found.proven_until = found.proven_at + HOLDS_FOR
    found.amount_digest = found.transfer_until = None
    note(session, VerificationEvent.PROVEN, found, actor=actor, until=found.proven_until.isoformat())
    await plan(session, found)


async def vouch(session: AsyncSession, employer: LegalEntity, *, actor: str) -> CompanyVerification:
    """Prove an employer whom somebody vouches for who needs no papers: the demo's companies, which nobody else uses."""
    now = clock.now()
    made = CompanyVerification(
        id=new_id(),
        legal_entity_id=employer.id,
        state=COMPANY_VERIFICATION.initial,
        name=employer.name,
        uscc=employer.uscc,
        legal_representative=employer.legal_representative,
        transfers=0,
        tries=0,
        reminded=0,
        created_by=actor,
        created_at=now,
    )
    session.add(made)
    for state in ("in_review", "transfer_due", "transfer_sent"):
        advance(made, state)
    await _hold(session, made, actor=actor)
    return made


@changed.listener
async def fall(session: AsyncSession, employer: LegalEntity, fields: Collection[str], actor: str) -> None:
    """An employer that is called differently now has shown nothing yet."""
    because = ",".join(sorted(_PROVEN_FACTS.intersection(fields)))
    if not because:
        return
    for found in await _of(session, employer.id, proven=True):
        await lapse(session, found, because, actor=actor)
        await tell(session, found, "changed")
    for found in await _of(session, employer.id, proven=False):
        if found.state != COMPANY_VERIFICATION.initial:
            await take_back(session, found, because=because, actor=actor)


async def watch_at(session: AsyncSession, found: CompanyVerification, moment: datetime) -> None:
    """Have a verification looked after at a moment."""
    payload = {"verification": str(found.id)}
    await enqueue(session, WATCH, payload, run_at=moment, dedupe=f"{found.id}:{moment.timestamp():.0f}")


async def plan(session: AsyncSession, found: CompanyVerification) -> None:
    """When a proof is to be looked after next: the next reminder, or its end."""
    if found.proven_until is not None:
        moments = [found.proven_until - before for before in REMINDERS[found.reminded :]]
        await watch_at(session, found, min([*moments, found.proven_until]))


async def lapse(session: AsyncSession, found: CompanyVerification, reason: str, *, actor: str) -> None:
    """End a proof: `expired`, `replaced` by the next, or the facts that have changed, separated by commas."""
    advance(found, "lapsed")
    found.reason = reason
    note(session, VerificationEvent.LAPSED, found, actor=actor, because=reason)


async def _of(session: AsyncSession, legal_entity_id: object, *, proven: bool) -> list[CompanyVerification]:
    """The employer's verifications, locked: the proven one, or what is under way."""
    which = CompanyVerification.state == "proven" if proven else CompanyVerification.state.not_in(ENDED)
    statement = select(CompanyVerification).where(
        CompanyVerification.legal_entity_id == legal_entity_id, which
    )
    rows = await session.scalars(statement.with_for_update(key_share=True))
    return list(rows)
