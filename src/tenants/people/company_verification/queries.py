"""Reading how far an employer's verification is; `is_proven` is what others ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.errors import NotFoundError
from ..employers.models import LegalEntity
from .models import CompanyVerification, VerificationDocument
from .states import ENDED, WITH_OPERATORS


@dataclass(frozen=True, slots=True)
class Standing:
    """How an employer stands. `proof`: what holds now; `open`: what is under way; `ended`: the last proof that holds no more,
    with the reason."""

    proof: CompanyVerification | None = None
    open: CompanyVerification | None = None
    ended: CompanyVerification | None = None

    @property
    def state(self) -> str:
        """`proven` while a proof holds; else what is under way; `due` after a proof that ended; `unproven` before the first."""
        if self.proof is not None:
            return "proven"
        if self.open is not None:
            return self.open.state
        return "due" if self.ended is not None else "unproven"

    @property
    def proven_until(self) -> datetime | None:
        """Until when the proof holds."""
        return self.proof.proven_until if self.proof is not None else None


async def is_proven(session: AsyncSession, legal_entity_id: UUID) -> bool:
    """Whether an employer is proven at this moment, as it is called now: until it is, its contracts are for trial."""
    statement = select(CompanyVerification.id).join(LegalEntity, _same())
    found = statement.where(CompanyVerification.legal_entity_id == legal_entity_id, _holds()).limit(1)
    return await session.scalar(found) is not None


async def standings(session: AsyncSession) -> Mapping[UUID, Standing]:
    """How every employer stands that has begun."""
    ids = await session.scalars(select(CompanyVerification.legal_entity_id).distinct())
    return {id_: await standing_of(session, id_) for id_ in ids.all()}


async def standing_of(session: AsyncSession, legal_entity_id: UUID) -> Standing:
    """How one employer stands."""
    mine = CompanyVerification.legal_entity_id == legal_entity_id
    held = select(CompanyVerification).join(LegalEntity, _same()).where(mine, _holds())
    proof = await session.scalar(held)
    ended = select(CompanyVerification).where(mine, CompanyVerification.state.in_(ENDED))
    ended = ended.order_by(CompanyVerification.id.desc()).limit(1)
    return Standing(
        proof,
        await session.scalar(
            select(CompanyVerification).where(mine, CompanyVerification.state.not_in(ENDED))
        ),
        await session.scalar(ended) if proof is None else None,
    )


async def verification(
    session: AsyncSession, verification_id: UUID, *, lock: bool = False
) -> CompanyVerification:
    """One verification; with `lock` as it stands now.

    Raises:
        NotFoundError: not in this tenant.
    """
    wanted = {"key_share": True} if lock else None
    found = await session.get(
        CompanyVerification, verification_id, with_for_update=wanted, populate_existing=lock
    )
    if found is None:
        raise NotFoundError
    return found


async def handed_in(session: AsyncSession) -> Sequence[CompanyVerification]:
    """What was handed in: first what waits for the operators, the longest first, then the others, the newest first."""
    statement = select(CompanyVerification).where(CompanyVerification.submitted_at.is_not(None))
    rows = await session.scalars(statement.order_by(CompanyVerification.submitted_at))
    found = rows.all()
    return [
        *(one for one in found if one.state in WITH_OPERATORS),
        *(one for one in reversed(found) if one.state not in WITH_OPERATORS),
    ]


async def waiting_count(session: AsyncSession) -> int:
    """How many of the tenant's verifications wait for the operators."""
    waiting = CompanyVerification.state.in_(WITH_OPERATORS)
    return await session.scalar(select(func.count(CompanyVerification.id)).where(waiting)) or 0


async def documents_of(session: AsyncSession, verification_id: UUID) -> Mapping[str, VerificationDocument]:
    """The papers of a verification by their kind, without their contents."""
    statement = select(VerificationDocument).where(VerificationDocument.verification_id == verification_id)
    return {one.kind: one for one in await session.scalars(statement)}


def _holds() -> ColumnElement[bool]:
    return (CompanyVerification.state == "proven") & (CompanyVerification.proven_until > clock.now())


def _same() -> ColumnElement[bool]:
    """The employer is called as it was when it was proven, whoever has changed it since."""
    return (
        (LegalEntity.id == CompanyVerification.legal_entity_id)
        & (LegalEntity.name == CompanyVerification.name)
        & (LegalEntity.uscc == CompanyVerification.uscc)
        & (LegalEntity.legal_representative == CompanyVerification.legal_representative)
    )
