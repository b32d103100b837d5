"""What the steward works with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from ..platform.crypto.vault import Vault
from ..platform.db import Database
from ..platform.providers.email.port import EmailProvider
from ..platform.providers.email.smtp import SmtpProvider
from ..platform.providers.kms.local import LocalMasterKey
from ..platform.providers.storage import open_store
from ..platform.providers.storage.port import ObjectStore
from ..platform.settings import Settings, SettingsError
from ..platform.tenancy import Tenant
from ..platform.tenancy.directory import TenantDirectory
from ..platform.tenancy.models import TenantRow


@dataclass(frozen=True, slots=True)
class Stewardship:
    """The owner's connection and what is needed beside it."""

    settings: Settings
    database: Database
    vault: Vault
    email: EmailProvider
    store: ObjectStore

    @property
    def owner_url(self) -> str:
        return self.settings.database_owner_url

    async def tenant(self, id_: UUID) -> Tenant | None:
        """A tenant as it is at this moment, half made or not."""
        async with self.database.shared() as session:
            schema = await session.scalar(select(TenantRow.schema_name).where(TenantRow.id == id_))
        # A directory of this moment: what a process remembers may be seconds old.
        return await TenantDirectory(self.database, self.settings).by_schema(schema) if schema else None


@asynccontextmanager
async def stewardship(settings: Settings) -> AsyncGenerator[Stewardship]:
    """Open everything, and close it.

    Raises:
        SettingsError: the owner's address is not set.
    """
    if not settings.database_owner_url:
        raise SettingsError("HUIYIN_DATABASE_OWNER_URL", "must be set for what makes and deletes tenants")
    database = Database(settings.database_owner_url, pool_size=4)
    try:
        vault = Vault(LocalMasterKey.open(settings.master_key_file))
        yield Stewardship(settings, database, vault, SmtpProvider(settings), open_store(settings))
    finally:
        await database.close()
