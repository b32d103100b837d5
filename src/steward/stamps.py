"""Once a day: every contract whose archive time stamp ends soon is given another one."""

from ..platform.queue import enqueue
from ..platform.tenancy import Tenant
from ..tenants.contracts.evidence.renewal import due_renewals
from .daily import DailyRound


class StampRound(DailyRound):
    """Asks every tenant for what is due, and leaves the work to its jobs."""

    name = "stamps"

    async def visit(self, tenant: Tenant) -> None:
        async with self.steward.database.tenant(tenant) as session:
            for contract_id in await due_renewals(session):
                payload = {"contract": str(contract_id)}
                await enqueue(session, "contract.renew_stamp", payload, dedupe=str(contract_id))
