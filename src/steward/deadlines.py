"""Once a day: members are told of the contracts that run out, and of those that nobody has signed."""

from ..platform.tenancy import Tenant
from ..tenants.contracts.deadlines.dates import fill_dates
from ..tenants.contracts.deadlines.staff_mail import tell_of_today
from .daily import DailyRound


class DeadlineRound(DailyRound):
    """Reads the days of contracts that were made before they were kept, then asks for the day's mails."""

    name = "deadlines"

    async def visit(self, tenant: Tenant) -> None:
        more = True
        while more:
            async with self.steward.database.tenant(tenant) as session:
                more = await fill_dates(session, self.steward.vault)
        async with self.steward.database.tenant(tenant) as session:
            await tell_of_today(session, self.steward.vault)
