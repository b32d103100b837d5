"""What the steward works with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from ..platform.crypto.vault import Vault
from ..platform.db import Database, UnknownCellError
from ..platform.providers.email.port import EmailProvider
from ..platform.providers.email.smtp import SmtpProvider
from ..platform.providers.kms.local import LocalMasterKey
from ..platform.providers.storage import open_store
from ..platform.providers.storage.port import ObjectStore
from ..platform.providers.timestamp.port import TimestampProvider
from ..platform.providers.timestamp.rfc3161 import HttpTimeStamper
from ..platform.settings import Settings
from ..platform.tenancy import Tenant
from ..platform.tenancy.directory import TenantDirectory
from ..platform.tenancy.models import TenantRow
from ..tenants import loading  # noqa: F401 – every table and listener


@dataclass(frozen=True, slots=True)
class Stewardship:
    """The owner's connections, to every cell, and what is needed beside them."""

    settings: Settings
    database: Database
    vault: Vault
    email: EmailProvider
    store: ObjectStore
    timestamps: TimestampProvider
    second: TimestampProvider | None = None
    """The second authority of time stamps, where there is one."""

    @property
    def owner_url(self) -> str:
        """The owner's address of the directory."""
        return self.settings.database_owner_url

    def cell_url(self, cell: str) -> str:
        """The owner's address of a cell.

        Raises:
            UnknownCellError: it has none here.
        """
        try:
            return self.settings.owner_addresses()[cell]
        except KeyError:
            raise UnknownCellError(cell) from None

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
        SettingsError: the owner's address of a cell is not set.
    """
    database = Database.of(settings.owner_addresses(), pool_size=4)
    try:
        vault = Vault(LocalMasterKey.open(settings.master_key_file))
        store, timestamps = open_store(settings), HttpTimeStamper(settings.tsa_url)
        second = HttpTimeStamper(settings.second_tsa_url) if settings.second_tsa_url else None
        yield Stewardship(settings, database, vault, SmtpProvider(settings), store, timestamps, second)
    finally:
        await database.close()
