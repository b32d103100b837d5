"""How long the archive is locked: to the law's floor, two years after the employment's end (劳动合同法 Art. 50), or for as many
years as the tenant keeps more.

A lock can be made longer and never shorter, and nobody knows when an employment without an end will end: its objects are
locked as if that were in a year, and again each year while it lasts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.providers.storage.checked import Copy
from ...audit.service import record
from ...people.employees.models import Employee
from ...people.employees.queries import employments_of
from ..labour_contracts.models import Contract
from ..labour_contracts.queries import contract as load
from ..labour_contracts.queries import contracts_by_id
from .feature import EvidenceEvent
from .models import ArchivedObject
from .queries import copy_of

FLOOR = 2
"""Years after the end for which the law wants a contract kept."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What is to be locked until the end of `until`: everything archived of one contract."""

    contract_id: UUID
    until: date
    objects: Sequence[Copy]


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the 28th, where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def kept_at_first(last_day: date | None, years: int) -> date:
    """Until when a contract is locked as it is archived; `last_day` is its own, None where it has none."""
    return years_after(last_day or years_after(clock.today_in_china(), 1), max(years, FLOOR))


async def due_extensions(session: AsyncSession, years: int) -> Sequence[Extension]:
    """The contracts whose lock would end too early if the employment ended today, or had; `years` is the tenant's."""
    today, years = clock.today_in_china(), max(years, FLOOR)
    soon = select(ArchivedObject).where(ArchivedObject.retain_until < years_after(today, years))
    objects = defaultdict[UUID, list[ArchivedObject]](list)
    for filed in await session.scalars(soon.order_by(ArchivedObject.archived_at)):
        objects[filed.contract_id].append(filed)
    contracts = await contracts_by_id(session, objects)
    employments = await employments_of(session, {one.person_id for one in contracts.values()})
    found = []
    for id_, contract in contracts.items():
        if (employment := _begun_before(contract, employments)) is None:
            continue
        until = years_after(employment.ended_on or years_after(today, 1), years)
        if shorter := [copy_of(filed) for filed in objects[id_] if filed.retain_until < until]:
            found.append(Extension(id_, until, shorter))
    return found


def _begun_before(contract: Contract, employments: Sequence[Employee]) -> Employee | None:
    """The employment a contract belongs to, which was filed before it: somebody who comes back has another."""
    whose = (contract.person_id, contract.legal_entity_id)
    for one in employments:
        if (one.person_id, one.legal_entity_id) == whose and one.filed_at <= (
            contract.archived_at or one.filed_at
        ):
            return one
    return None


async def record_extended(session: AsyncSession, extension: Extension) -> None:
    """Note that the objects are locked for longer; noting it twice changes nothing."""
    mine = select(ArchivedObject).where(
        ArchivedObject.contract_id == extension.contract_id, ArchivedObject.retain_until < extension.until
    )
    shorter = (await session.scalars(mine.with_for_update(key_share=True))).all()
    for filed in shorter:
        filed.retain_until = extension.until
    if shorter:
        contract = await load(session, extension.contract_id)
        record(
            session,
            EvidenceEvent.LOCK_EXTENDED,
            application_id=contract.application_id,
            contract_id=contract.id,
            data={"retain_until": extension.until.isoformat()},
        )
