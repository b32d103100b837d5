"""What a handler works with."""

from dataclasses import dataclass

from ..platform.crypto.vault import Vault
from ..platform.db import Database, UnitOfWork
from ..platform.documents.pool import RenderPool
from ..platform.providers.bank_transfer.operator import OPERATOR
from ..platform.providers.bank_transfer.port import BankTransfer
from ..platform.providers.email.port import EmailProvider
from ..platform.providers.person_check.port import PersonCheckProvider
from ..platform.providers.signer.port import SignerProvider
from ..platform.providers.sms.port import SmsProvider
from ..platform.providers.storage.port import ObjectStore
from ..platform.providers.storage.walled import WalledStore
from ..platform.providers.timestamp.port import TimestampProvider
from ..platform.settings import Settings
from ..platform.tenancy import Tenant
from .gateways import Gateways


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one worker process, shared by all tenants. `person_checks`: None where nobody checks people here."""

    settings: Settings
    database: Database
    vault: Vault
    email: EmailProvider
    sms: SmsProvider
    gateways: Gateways
    store: ObjectStore
    signer: SignerProvider
    timestamps: TimestampProvider
    pool: RenderPool
    person_checks: PersonCheckProvider | None = None
    bank_transfer: BankTransfer = OPERATOR.transfers

    def for_tenant(self, tenant: Tenant) -> "Context":
        """The context of one job."""
        return Context(tenant, self)


@dataclass(frozen=True, slots=True)
class Context:
    """One job's tenant and services."""

    tenant: Tenant
    services: Services

    def work(self) -> UnitOfWork:
        """One transaction of the job's tenant. A provider is never called inside one."""
        return self.services.database.tenant(self.tenant)

    @property
    def store(self) -> ObjectStore:
        """The tenant's part of the object store."""
        return WalledStore(self.services.store, self.tenant)

    def object_key(self, *parts: str) -> str:
        """A key in the object store inside the tenant's own prefix."""
        return "/".join((self.tenant.schema, *parts))
