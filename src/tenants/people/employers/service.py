"""The employers (用人单位) of a tenant: each signs contracts in its own name and with its own seal."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.hooks import Hook
from ....platform.ids import new_id
from ...audit.service import record
from ..seals.service import first_seal
from .errors import EmployerNotFoundError, EmployerTakenError
from .feature import EmployerEvent
from .models import LegalEntity

changed = Hook[AsyncSession, LegalEntity, Collection[str], str]()
"""An employer is called differently now: it, the names of the facts that changed, and who changed them."""


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What 《劳动合同法》 Art. 17(1)(1) wants in the contract, and whom to call."""

    name: str
    uscc: str
    address: str
    legal_representative: str
    contact_name: str
    contact_phone: str


async def employer(session: AsyncSession, employer_id: UUID) -> LegalEntity:
    """One employer.

    Raises:
        EmployerNotFoundError: not in this tenant.
    """
    found = await session.get(LegalEntity, employer_id)
    if found is None:
        raise EmployerNotFoundError
    return found


async def first_employer(session: AsyncSession, facts: EmployerFacts) -> LegalEntity:
    """The employer a new tenant begins with, with its seal."""
    made = LegalEntity(id=new_id(), **asdict(facts))
    session.add(made)
    await session.flush()
    await first_seal(session, made.id)
    return made


async def add_employer(session: AsyncSession, facts: EmployerFacts, *, actor: str) -> LegalEntity:
    """A new employer with a seal of its own.

    Raises:
        EmployerTakenError: one with this 统一社会信用代码 is here.
    """
    made = LegalEntity(id=new_id(), **asdict(facts))
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise EmployerTakenError from None
    await first_seal(session, made.id)
    data = {"employer": str(made.id), "step": "added"}
    record(session, EmployerEvent.CHANGED, actor=actor, data=data)
    return made


async def change_employer(
    session: AsyncSession, found: LegalEntity, facts: EmployerFacts, *, actor: str
) -> None:
    """Change what new contracts say; those made before keep what they said.

    Raises:
        EmployerTakenError: another employer has this 统一社会信用代码.
    """
    differing = [field for field, value in asdict(facts).items() if getattr(found, field) != value]
    try:
        async with session.begin_nested():  # changed inside: entering writes what is pending
            for field, value in asdict(facts).items():
                setattr(found, field, value)
            await session.flush()
    except IntegrityError:
        raise EmployerTakenError from None
    data = {"employer": str(found.id), "step": "changed"}
    record(session, EmployerEvent.CHANGED, actor=actor, data=data)
    await changed(session, found, differing, actor)
