"""Once a day: what must be kept for longer than it is locked, because somebody still works here, is locked for longer."""

from ..platform.logging import get_logger
from ..platform.providers.storage.port import ObjectMissingError
from ..platform.tenancy import Tenant
from ..platform.verify.anchor import FOLDER, bundle_name
from ..tenants.company.settings.queries import tenant_settings
from ..tenants.contracts.evidence.retention import Extension, due_extensions, record_extended
from ..tenants.contracts.evidence.service import locked_until
from .daily import DailyRound

log = get_logger(__name__)


class LockRound(DailyRound):
    """First the store, then the rows: whatever dies in between, no row promises a lock that is not there."""

    name = "locks"

    async def visit(self, tenant: Tenant) -> None:
        async with self.steward.database.tenant(tenant) as session:
            years = (await tenant_settings(session)).retention_years
            due = await due_extensions(session, years)
        for extension in due:
            try:
                await self._lock(tenant, extension)
            except (
                ObjectMissingError
            ) as missing:  # the archive's own round names it, and mends it where it can
                log.error("what is to be locked is not there", tenant=str(tenant.id), key=str(missing))
                continue
            async with self.steward.database.tenant(tenant) as session:
                await record_extended(session, extension)

    async def _lock(self, tenant: Tenant, extension: Extension) -> None:
        """The objects, and what proves them: the anchor of the bundle, and its place in the day's tree."""
        store, until = self.steward.store, locked_until(extension.until)
        for copy in extension.objects:
            await store.extend(copy.key, until, copy.version)
        folder = f"{tenant.schema}/{FOLDER}"
        for name in (bundle_name(str(extension.contract_id), ""), f"proof-{extension.contract_id}"):
            for key in await store.keys(f"{folder}/{name}"):
                await store.extend(key, until)
