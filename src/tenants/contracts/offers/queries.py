"""Reading offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ....platform import clock
from ....platform.crypto.vault import Vault
from .errors import OfferNotFoundError
from .models import Offer
from .terms import OfferTerms, decode
from .types import PREPARED, WAITING


async def offer(session: AsyncSession, offer_id: UUID, *, lock: bool = False) -> Offer:
    """One offer with its person and employer.

    Raises:
        OfferNotFoundError: not in this tenant.
    """
    statement = (
        select(Offer)
        .where(Offer.id == offer_id)
        .options(joinedload(Offer.person), joinedload(Offer.legal_entity))
    )
    if lock:
        statement = statement.with_for_update(of=Offer, key_share=True).execution_options(
            populate_existing=True
        )
    found = await session.scalar(statement)
    if found is None:
        raise OfferNotFoundError
    return found


async def offers_of(session: AsyncSession, application_id: UUID) -> Sequence[Offer]:
    """Every version of what was offered for an application, the last first."""
    statement = (
        select(Offer)
        .where(Offer.application_id == application_id)
        .options(joinedload(Offer.person), joinedload(Offer.legal_entity))
        .order_by(Offer.version.desc())
    )
    return (await session.scalars(statement)).all()


async def standing_offer(session: AsyncSession, application_id: UUID) -> Offer | None:
    """The version that the candidate has before them, or has accepted, unless its time is over; with person and employer."""
    statement = (
        select(Offer)
        .where(
            Offer.application_id == application_id,
            or_(
                Offer.state == "accepted",
                Offer.state.in_(WAITING) & (Offer.reply_by > clock.now()),
            ),
        )
        .options(joinedload(Offer.person), joinedload(Offer.legal_entity))
    )
    return await session.scalar(statement)


async def prepared_offer(session: AsyncSession, application_id: UUID) -> Offer | None:
    """The version that is being written or approved."""
    return await session.scalar(
        select(Offer)
        .where(Offer.application_id == application_id, Offer.state.in_(PREPARED))
        .options(joinedload(Offer.person))
    )


def offer_under_way(application_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether an offer for the application of a row is prepared, waits for its answer, or is accepted."""
    waits = and_(Offer.state.in_(WAITING), Offer.reply_by > clock.now())
    going_on = or_(Offer.state.in_((*PREPARED, "accepted")), waits)
    return exists().where(Offer.application_id == application_id, going_on)


async def offers(
    session: AsyncSession, *, state: str = "", asked: bool = False, offset: int = 0, limit: int = 50
) -> Sequence[Offer]:
    """One page of offers, newest first, with their people; `asked`: whose candidate waits for a word."""
    statement = (
        select(Offer).options(joinedload(Offer.person)).order_by(Offer.id.desc()).offset(offset).limit(limit)
    )
    if state == "waiting":
        statement = statement.where(Offer.state.in_(WAITING), Offer.reply_by > clock.now())
    elif state == "lapsed":
        statement = statement.where(_lapsed())
    elif state:
        statement = statement.where(Offer.state == state)
    if asked:
        statement = statement.where(*_asked())
    return (await session.scalars(statement)).all()


async def offer_counts(session: AsyncSession) -> dict[str, int]:
    """How many offers are in each state; `waiting` and `asked` besides."""
    rows = await session.execute(select(Offer.state, func.count()).group_by(Offer.state))
    counts: dict[str, int] = dict(rows.all())
    counts["lapsed"] = await session.scalar(select(func.count(Offer.id)).where(_lapsed())) or 0
    waiting = select(func.count(Offer.id)).where(Offer.state.in_(WAITING), Offer.reply_by > clock.now())
    counts["waiting"] = await session.scalar(waiting) or 0
    counts["asked"] = await session.scalar(select(func.count(Offer.id)).where(*_asked())) or 0
    return counts


@dataclass(frozen=True, slots=True)
class OfferWords:
    """What an offer says, and what was said about it; empty where nothing was."""

    terms: OfferTerms
    question: str
    reply: str
    reason: str


async def words_of(session: AsyncSession, vault: Vault, offer: Offer) -> OfferWords:
    """Everything of an offer that only its person's key opens."""
    key = await vault.subject(session, offer.person_id)

    def text(field: str, data: bytes | None) -> str:
        return key.decrypt(field, data) if data is not None else ""

    return OfferWords(
        decode(key.decrypt_bytes("offer_terms", offer.terms_encrypted)),
        text("offer_question", offer.question_encrypted),
        text("offer_reply", offer.reply_encrypted),
        text("offer_reason", offer.reason_encrypted),
    )


def _lapsed() -> ColumnElement[bool]:
    return or_(Offer.state == "lapsed", Offer.state.in_(WAITING) & (Offer.reply_by <= clock.now()))


def _asked() -> tuple[ColumnElement[bool], ...]:
    return (
        Offer.state.in_(WAITING),
        Offer.reply_by > clock.now(),
        Offer.asked_at.is_not(None),
        Offer.replied_at.is_(None),
    )
