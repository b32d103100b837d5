"""What was between two before, as their contracts and employments say."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.db.narrowing import narrowed
from ...people.employees.queries import employments_with
from ..contract_templates.models import ContractTemplate
from .facts import History
from .models import Contract
from .queries import concluded_between


async def history_of(session: AsyncSession, person_id: UUID, legal_entity_id: UUID) -> History:
    """What was between a person and an employer, whoever may see it; terms count as consecutive while one employment lasts."""
    with narrowed(session, ()):
        employed = await employments_with(session, person_id, legal_entity_id)
        concluded = await concluded_in_employment(session, person_id, legal_entity_id)
    fixed = [template for _contract, template in concluded if template.kind == "fixed"]
    return History(employed=bool(employed), renews=bool(concluded), fixed_terms=len(fixed))


async def concluded_in_employment(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Sequence[tuple[Contract, ContractTemplate]]:
    """As `concluded_between`, without what was concluded up to the last day of an employment that is over."""
    zone = tenant_of(session).zoneinfo
    with narrowed(session, ()):
        employed = await employments_with(session, person_id, legal_entity_id)
    ends = [one.ended_on for one in employed if one.ended_on is not None and one.over(clock.today(zone))]
    return [
        (contract, template)
        for contract, template in await concluded_between(session, person_id, legal_entity_id)
        if contract.completed_at is not None
        and all(contract.completed_at.astimezone(zone).date() > end for end in ends)
    ]
