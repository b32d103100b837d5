"""The worker process."""

from collections.abc import Sequence
from datetime import timedelta

import click

from .jobs import handlers
from .jobs.context import Services
from .platform.crypto.vault import Vault
from .platform.db import Database
from .platform.documents.pool import RenderPool
from .platform.embedded.parent import die_with_parent
from .platform.logging import configure
from .platform.providers.email.smtp import SmtpProvider
from .platform.providers.kms.local import LocalMasterKey
from .platform.providers.signer.embedded import EmbeddedSigner
from .platform.providers.sms.aliyun import AliyunSms
from .platform.providers.storage import open_store
from .platform.providers.timestamp.rfc3161 import HttpTimeStamper
from .platform.queue.worker import Worker, work_until_told
from .platform.settings import Settings, SettingsError
from .platform.tenancy import Tenant
from .platform.tenancy.directory import TenantDirectory

__all__ = ["handlers", "run"]  # importing the handlers registers them


async def run(settings: Settings, *, cells: Sequence[str] = (), watch_parent: bool = False) -> None:
    """Work until told to stop, for every cell or for `cells` only: each has its own queue and is served by itself."""
    configure(settings.log_level)
    if watch_parent:
        die_with_parent()
    if settings.ca_dir is None:
        raise SettingsError("HUIYIN_CA_DIR", "must be set for the built-in signer")
    addresses = settings.worker_addresses()
    database = Database.of(addresses, pool_size=settings.database_pool)
    pool = RenderPool(1)
    sms = AliyunSms(
        settings.sms_endpoint,
        settings.sms_key_id,
        settings.sms_secret,
        settings.sms_sign_name,
    )
    services = Services(
        settings=settings,
        database=database,
        vault=Vault(LocalMasterKey.open(settings.master_key_file)),
        email=SmtpProvider(settings),
        sms=sms,
        store=open_store(settings),
        signer=EmbeddedSigner(settings.ca_dir, settings.tsa_url, pool, settings.font_fallback_dir),
        timestamps=HttpTimeStamper(settings.tsa_url),
        pool=pool,
    )
    directory = TenantDirectory(database, settings)

    async def find(schema: str, fresh: bool) -> Tenant | None:
        return await directory.by_schema(schema, fresh=fresh)

    try:
        await work_until_told(
            [Worker(addresses[cell], find, services.for_tenant, cell=cell) for cell in cells or addresses],
            heartbeat=timedelta(seconds=settings.queue_heartbeat_seconds),
            ready=lambda: click.echo("worker ready"),
        )
    finally:
        await sms.close()
        pool.close()
        await database.close()
