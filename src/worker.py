"""The worker process."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from .jobs import register_handlers
from .jobs.context import Services
from .jobs.gateways import Gateways
from .platform.crypto.vault import Vault
from .platform.db import Database
from .platform.documents.pool import RenderPool
from .platform.embedded.parent import die_with_parent
from .platform.logging import configure, get_logger
from .platform.processes import loaded
from .platform.providers.bank_transfer.port import bank_transfer
from .platform.providers.certificates import open_certificates
from .platform.providers.email.smtp import SmtpProvider
from .platform.providers.kms.local import LocalMasterKey
from .platform.providers.person_check.registry import open_person_check
from .platform.providers.signer.embedded import Authority, EmbeddedSigner
from .platform.providers.sms.port import SmsAccount, gateway_client
from .platform.providers.sms.registry import gateway
from .platform.providers.storage import open_store
from .platform.providers.timestamp.rfc3161 import HttpTimeStamper
from .platform.queue.worker import Worker, work_until_told
from .platform.settings import Settings
from .platform.stillness import end_when_still
from .platform.tenancy import Tenant
from .platform.tenancy.directory import TenantDirectory
from .tenants import loading  # noqa: F401 – every table and listener

log = get_logger(__name__)
register_handlers()


@asynccontextmanager
async def services(settings: Settings) -> AsyncGenerator[Services]:
    """Open what handlers work with, and close it.

    Raises:
        SettingsError: certificates or their keys cannot be what the settings say.
    """
    certificates = open_certificates(settings)
    database = Database.of(settings.worker_addresses(), pool_size=settings.database_pool)
    # Jobs that sign are done two at a time; a second process starts when one is busy. Pages go first.
    pool = RenderPool(2, nice=5)
    http = gateway_client()
    facts = {"key_id": settings.sms_key_id, "sign_name": settings.sms_sign_name}
    ours = SmsAccount(facts, settings.sms_secret, None, settings.sms_endpoint)
    sms = gateway(settings.sms_provider).open(ours, http)
    email = SmtpProvider(settings)
    gateways = Gateways(sms, settings.message_hosts)
    signer = EmbeddedSigner(Authority(certificates, settings.tsa_url), pool, settings.font_fallback_dir)
    try:
        yield Services(
            settings=settings,
            database=database,
            vault=Vault(LocalMasterKey.open(settings.master_key_file)),
            email=email,
            sms=sms,
            gateways=gateways,
            store=open_store(settings),
            signer=signer,
            timestamps=HttpTimeStamper(settings.tsa_url),
            pool=pool,
            person_checks=open_person_check(settings, http),
            bank_transfer=bank_transfer(settings.bank_transfer),
        )
    finally:
        await gateways.close()
        await http.aclose()
        await email.close()
        pool.close()
        await database.close()


async def run(settings: Settings, *, cells: Sequence[str] = (), watch_parent: bool = False) -> None:
    """Work until told to stop, for every cell or for `cells` only: each has its own queue and is served by itself."""
    configure(settings.log_level)
    if watch_parent:
        die_with_parent()
    end_when_still()
    addresses = settings.worker_addresses()
    async with services(settings) as opened:
        loaded()
        directory = TenantDirectory(opened.database, settings)

        async def find(schema: str, fresh: bool) -> Tenant | None:
            return await directory.by_schema(schema, fresh=fresh)

        await work_until_told(
            [Worker(addresses[cell], find, opened.for_tenant, cell=cell) for cell in cells or addresses],
            heartbeat=timedelta(seconds=settings.queue_heartbeat_seconds),
            ready=lambda: log.info("worker ready"),
        )
