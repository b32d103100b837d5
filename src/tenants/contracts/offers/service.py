"""What a company does with an offer: writes, approves, sends, replies, withdraws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.features import Event
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ...people.employers.models import LegalEntity
from ...people.persons.models import Person
from ..labour_contracts.queries import open_contract_of
from ..minimum_wages.queries import wage_table
from .errors import ContractBegunError, OfferExistsError, OfferStateError, OwnOfferError
from .feature import OfferEvent
from .models import Offer
from .notifications import answer_by, tell
from .queries import prepared_offer
from .rule import offer_rule, require_time
from .staff_mail import tell_approvers
from .states import OFFER, advance, state_now
from .terms import OfferTerms, check, digest, encode
from .types import WAITING

WATCH = "offer.watch"
MOST_WORDS = 500
_REMINDED_BEFORE = timedelta(days=1)
_LATER = "原来的录用通知书已撤回，请看公司的新消息"  # rules: allow untranslated – a text message
_REPLIED = "公司已答复，请查看后决定"  # rules: allow untranslated – a text message


@dataclass(frozen=True, slots=True)
class OfferParties:
    """Whom an offer is for, and for which job: its title, and how it is paid."""

    person: Person
    application_id: UUID
    job_title: str
    pay_structure: str


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What is to be offered, by which employer, and until when it is answered."""

    employer: LegalEntity
    terms: OfferTerms
    reply_by: datetime


async def write(
    session: AsyncSession, vault: Vault, parties: OfferParties, draft: OfferDraft, *, actor: str
) -> Offer:
    """Write a version of what is offered for an application, locked.

    Raises:
        OfferExistsError: another one is being prepared.
        ReplyDateError, OfferBlockedError: something is wrong with it; nothing is kept.
    """
    if await prepared_offer(session, parties.application_id) is not None:
        raise OfferExistsError
    require_time(session, draft.reply_by)
    check(parties.pay_structure, draft.terms, await wage_table(session))
    before = select(func.max(Offer.version)).where(Offer.application_id == parties.application_id)
    made = Offer(
        id=new_id(),
        application_id=parties.application_id,
        person_id=parties.person.id,
        person=parties.person,
        job_title=parties.job_title,
        pay_structure=parties.pay_structure,
        version=(await session.scalar(before) or 0) + 1,
        state=OFFER.initial,
        created_at=clock.now(),
    )
    await _put_terms(session, vault, made, draft, actor)
    session.add(made)
    await session.flush()
    _record(session, OfferEvent.CREATED, made, actor=actor, terms=made.terms_sha256)
    return made


async def change(session: AsyncSession, vault: Vault, offer: Offer, draft: OfferDraft, *, actor: str) -> None:
    """Write other terms into an offer, locked, that nobody outside has; an approval given before counts no more.

    Raises:
        OfferStateError: it is being approved, or was sent.
        ReplyDateError, OfferBlockedError: something is wrong with them; nothing is changed.
    """
    if offer.state != "draft":
        OFFER.check(offer.state, "draft")
    require_time(session, draft.reply_by)
    check(offer.pay_structure, draft.terms, await wage_table(session))
    if offer.state != "draft":
        advance(offer, "draft")
    offer.approved_by, offer.approved_at = "", None
    await _put_terms(session, vault, offer, draft, actor)
    _record(session, OfferEvent.CHANGED, offer, actor=actor, terms=offer.terms_sha256)


async def submit(session: AsyncSession, offer: Offer, *, actor: str) -> None:
    """It is written, locked: whoever approves is asked, or nobody where the tenant wants no approval. Twice is once.

    Raises:
        OfferStateError: it was sent, or withdrawn.
    """
    asked = (await offer_rule(session)).approval
    if offer.state == ("pending_approval" if asked else "approved"):
        return
    if offer.state not in ("draft", "returned"):
        raise OfferStateError
    require_time(session, offer.reply_by)
    advance(offer, "pending_approval" if asked else "approved")
    offer.reason_encrypted = None
    if asked:
        _record(session, OfferEvent.SUBMITTED, offer, actor=actor, terms=offer.terms_sha256)
        await tell_approvers(session, offer)


async def approve(session: AsyncSession, offer: Offer, *, actor: str) -> None:
    """Agree to an offer, locked, that somebody else wrote. Twice is once.

    Raises:
        OwnOfferError: it is their own.
        OfferStateError: it is not to be approved.
    """
    if offer.state == "approved" and offer.approved_by == actor:
        return
    if offer.state != "pending_approval":
        raise OfferStateError
    if offer.written_by == actor:
        raise OwnOfferError
    advance(offer, "approved")
    offer.approved_by, offer.approved_at = actor, clock.now()
    _record(session, OfferEvent.APPROVED, offer, actor=actor, terms=offer.terms_sha256)


async def give_back(session: AsyncSession, vault: Vault, offer: Offer, words: str, *, actor: str) -> None:
    """Return an offer, locked, to be written otherwise; `words` say why.

    Raises:
        OfferStateError: it is not to be approved.
    """
    advance(offer, "returned")
    await _put_reason(session, vault, offer, words)
    _record(session, OfferEvent.RETURNED, offer, actor=actor)


async def send(session: AsyncSession, vault: Vault, offer: Offer, *, actor: str) -> None:
    """Send an offer, locked, to the candidate; the version that they had before is withdrawn with that. Sending twice sends once.

    Raises:
        ReplyDateError: hardly any time is left to answer it.
        OfferStateError: it is not approved, or was withdrawn.
    """
    if offer.state in WAITING:
        return
    require_time(session, offer.reply_by)
    OFFER.check(offer.state, "sent")
    for before in await _standing(session, offer.application_id):
        _withdraw(session, before, actor, replaced_by=str(offer.id))
    await session.flush()
    advance(offer, "sent")
    offer.sent_at = clock.now()
    _record(
        session,
        OfferEvent.SENT,
        offer,
        actor=actor,
        terms=offer.terms_sha256,
        reply_by=offer.reply_by.isoformat(),
    )
    await tell(session, vault, offer, "offer_sent", answer_by(session, offer))
    for at in (offer.reply_by - _REMINDED_BEFORE, offer.reply_by):
        if at > clock.now():
            payload = {"offer": str(offer.id), "at": at.isoformat()}
            await enqueue(session, WATCH, payload, run_at=at, dedupe=":".join(payload.values()))


async def withdraw(session: AsyncSession, vault: Vault, offer: Offer, words: str, *, actor: str) -> None:
    """Take an offer, locked, back; whoever has it before them is told. Twice is once.

    Raises:
        OfferStateError: it was declined, or its time was over.
        ContractBegunError: a contract is made of it already.
    """
    if offer.state == "withdrawn":
        return
    if offer.state == "accepted" and await open_contract_of(session, offer.application_id) is not None:
        raise ContractBegunError
    OFFER.check(state_now(offer), "withdrawn")
    out = offer.sent_at is not None
    await _put_reason(session, vault, offer, words)
    _withdraw(session, offer, actor)
    if out:
        await tell(session, vault, offer, "offer_withdrawn", _LATER)


async def reply(session: AsyncSession, vault: Vault, offer: Offer, words: str, *, actor: str) -> None:
    """Answer what the candidate asked about an offer, locked; they are told. Twice is once.

    Raises:
        OfferStateError: nothing is asked, or the offer is over.
    """
    if not offer.question_open or state_now(offer) not in WAITING:
        if offer.replied_at is not None:
            return
        raise OfferStateError
    key = await vault.subject(session, offer.person_id)
    offer.replied_at, offer.reply_encrypted = clock.now(), key.encrypt("offer_reply", words)
    _record(session, OfferEvent.REPLIED, offer, actor=actor)
    await tell(session, vault, offer, "offer_replied", _REPLIED, offer.replied_at)


async def watch(session: AsyncSession, vault: Vault, offer: Offer) -> bool:
    """A moment of an offer, locked, has come: the candidate is reminded, or its time is over. Answers whether it is."""
    if offer.state not in WAITING:
        return False
    if offer.reply_by <= clock.now():
        advance(offer, "lapsed")
        _record(session, OfferEvent.LAPSED, offer)
        return True
    if offer.reply_by - clock.now() <= _REMINDED_BEFORE and not offer.question_open:
        _record(session, OfferEvent.REMINDED, offer)
        await tell(session, vault, offer, "offer_reminder", answer_by(session, offer))
    return False


async def _standing(session: AsyncSession, application_id: UUID) -> list[Offer]:
    statement = (
        select(Offer)
        .where(Offer.application_id == application_id, Offer.state.in_((*WAITING, "accepted")))
        .with_for_update(of=Offer, key_share=True)
    )
    return list(await session.scalars(statement))


def _withdraw(session: AsyncSession, offer: Offer, actor: str, **data: str) -> None:
    if state_now(offer) == "lapsed" and offer.state in WAITING:
        advance(offer, "lapsed")  # its time was over before anybody took it back
        _record(session, OfferEvent.LAPSED, offer)
        return
    advance(offer, "withdrawn")
    _record(session, OfferEvent.WITHDRAWN, offer, actor=actor, **data)


async def _put_terms(
    session: AsyncSession, vault: Vault, offer: Offer, draft: OfferDraft, actor: str
) -> None:
    data = encode(draft.terms)
    key = await vault.subject(session, offer.person_id)
    offer.terms_encrypted, offer.terms_sha256 = key.encrypt_bytes("offer_terms", data), digest(data)
    offer.legal_entity, offer.employer_name = draft.employer, draft.employer.name
    offer.reply_by, offer.written_by = draft.reply_by, actor
    offer.job_title = draft.terms.values.get("job.title", "").strip() or offer.job_title


async def _put_reason(session: AsyncSession, vault: Vault, offer: Offer, words: str) -> None:
    if words:
        key = await vault.subject(session, offer.person_id)
        offer.reason_encrypted = key.encrypt("offer_reason", words)


def _record(session: AsyncSession, kind: Event, offer: Offer, *, actor: str = "system", **data: str) -> None:
    facts: Mapping[str, str | int] = {"offer": str(offer.id), "version": offer.version, **data}
    record(session, kind, actor=actor, application_id=offer.application_id, data=dict(facts))
