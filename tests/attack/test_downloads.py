"""What leaves the archive is in the chain, whichever door it leaves by."""

import pytest
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.feature import ContractEvent
from sqlalchemy import select

from tests.support.victim import Victim

DOORS = {
    "/hr/contracts/{id}/pdf": ("user:", {}),
    "/hr/contracts/{id}/evidence.zip": ("user:", {"file": "evidence.zip"}),
    "/contracts/{id}/pdf": ("candidate:", {}),
}


async def _downloads(victim: Victim) -> list[AuditEvent]:
    statement = select(AuditEvent).where(
        AuditEvent.kind == ContractEvent.DOWNLOADED.value,
        AuditEvent.contract_id == victim.ids["contract_id"],
    )
    async with victim.database.tenant(victim.tenant) as session:
        return list(await session.scalars(statement.order_by(AuditEvent.seq)))


@pytest.mark.parametrize("door", DOORS)
async def test_whoever_takes_a_document_away_is_in_the_chain(victim: Victim, door: str) -> None:
    actor, data = DOORS[door]
    browser = victim.staff["auditor"] if door.startswith("/hr") else victim.candidate
    before = await _downloads(victim)
    answer = await browser._client.get(door.format(id=victim.ids["contract_id"]))
    assert answer.status_code == 200
    assert answer.content[:2] in (b"%P", b"PK")
    [event] = (await _downloads(victim))[len(before) :]
    assert event.actor.startswith(actor)
    assert event.data == data
