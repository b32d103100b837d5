"""What goes through all tenants once on each day (Beijing's)."""

from abc import ABC, abstractmethod
from datetime import date
from typing import ClassVar

from ..platform import clock
from ..platform.logging import get_logger
from ..platform.providers.storage.port import StoreAwayError
from ..platform.tenancy import Tenant
from ..platform.tenancy.directory import TenantDirectory
from .context import Stewardship

log = get_logger(__name__)


class DailyRound(ABC):
    """A round. What is done in it twice is done once: two stewards do no harm, and one that was started again goes on."""

    name: ClassVar[str]

    def __init__(self, steward: Stewardship) -> None:
        self.steward = steward
        self._done: date | None = None

    async def __call__(self) -> None:
        """The round of this day, where it has not been made."""
        today = clock.today_in_china()
        if self._done == today:
            return
        directory = TenantDirectory(self.steward.database, self.steward.settings)
        for tenant in await directory.all():
            try:
                await self.visit(tenant)
            except StoreAwayError:
                log.warning("a round is broken off: the object store is away", round=self.name)
                return  # minutes later it begins anew; what was done is noted
            except Exception:  # it is deleted, or its cell is away: the others, and tomorrow
                log.exception("a tenant is left out of a round", round=self.name, tenant=str(tenant.id))
        self._done = today

    @abstractmethod
    async def visit(self, tenant: Tenant) -> None:
        """Do the day's work for one tenant."""
