"""What a candidate does with an offer: reads it, asks about it, accepts or declines it."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.features import Event
from ...audit.service import record
from ...messaging.messages.completion import note_acted
from .errors import OfferStateError, OfferUpdatedError, QuestionOpenError
from .feature import OfferEvent
from .models import Offer
from .staff_mail import tell_makers
from .states import advance, state_now
from .types import WAITING

MOST_WORDS = 500
_ASKED_BY = ("offer_sent", "offer_reminder", "offer_replied")


def mark_read(session: AsyncSession, offer: Offer, *, actor: str) -> None:
    """The candidate has an offer, locked, before them."""
    if state_now(offer) == "sent":
        advance(offer, "read")
        offer.read_at = clock.now()
        _record(session, OfferEvent.READ, offer, actor)


async def ask(session: AsyncSession, vault: Vault, offer: Offer, words: str, *, actor: str) -> None:
    """Ask about an offer, locked, or propose something else; the company is told. What is asked twice is asked once.

    Raises:
        OfferStateError: it cannot be answered any more.
        QuestionOpenError: another question waits for its reply.
    """
    _require_open(offer)
    key = await vault.subject(session, offer.person_id)
    if offer.question_open:
        if offer.question_encrypted and key.decrypt("offer_question", offer.question_encrypted) == words:
            return
        raise QuestionOpenError
    offer.asked_at, offer.question_encrypted = clock.now(), key.encrypt("offer_question", words)
    offer.replied_at = offer.reply_encrypted = None
    _record(session, OfferEvent.ASKED, offer, actor)
    await tell_makers(session, offer, "asked")


async def accept(session: AsyncSession, offer: Offer, *, seen: str, actor: str) -> None:
    """Accept an offer, locked, in the version that was `seen`: the hash of its terms. Twice is once.

    Raises:
        OfferUpdatedError: another version stands.
        OfferStateError: it cannot be answered any more.
    """
    _require_seen(offer, seen)
    if offer.state == "accepted":
        return
    await _answer(session, offer, "accepted", OfferEvent.ACCEPTED, actor)


async def decline(
    session: AsyncSession, vault: Vault, offer: Offer, words: str, *, seen: str, actor: str
) -> None:
    """Say no to an offer, locked, in the version that was `seen`; `words` may say why. Twice is once.

    Raises:
        OfferUpdatedError: another version stands.
        OfferStateError: it cannot be answered any more.
    """
    _require_seen(offer, seen)
    if offer.state == "declined":
        return
    _require_open(offer)
    if words:
        key = await vault.subject(session, offer.person_id)
        offer.reason_encrypted = key.encrypt("offer_reason", words)
    await _answer(session, offer, "declined", OfferEvent.DECLINED, actor)


async def _answer(session: AsyncSession, offer: Offer, state: str, kind: Event, actor: str) -> None:
    _require_open(offer)
    advance(offer, state)
    offer.answered_at = clock.now()
    for asked_by in _ASKED_BY:
        await note_acted(session, offer.person_id, offer.application_id, asked_by)
    _record(session, kind, offer, actor)
    await tell_makers(session, offer, state)


def _require_seen(offer: Offer, seen: str) -> None:
    if offer.terms_sha256 != seen:
        raise OfferUpdatedError


def _require_open(offer: Offer) -> None:
    if state_now(offer) not in WAITING:
        raise OfferStateError


def _record(session: AsyncSession, kind: Event, offer: Offer, actor: str) -> None:
    data = {"offer": str(offer.id), "version": offer.version, "terms": offer.terms_sha256}
    record(session, kind, actor=actor, application_id=offer.application_id, data=data)
