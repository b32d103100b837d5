"""A tenant of a test's own, on the real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import time

from huiyin.demo import ACME
from huiyin.platform.crypto.vault import Vault
from huiyin.platform.db import Database
from huiyin.platform.ids import new_id
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.tenants.contracts.minimum_wages.service import verify_presets
from huiyin.tenants.messaging.messages.delivery import delivery, save_delivery
from huiyin.tenants.seeding.service import seed_tenant
from huiyin_migrations.making import create_tenant_schema
from sqlalchemy.ext.asyncio import AsyncSession


async def send_at_any_hour(session: AsyncSession) -> None:
    """Switch the quiet time off that every new tenant has: for tests that wait for messages."""
    saved = await delivery(session)
    await save_delivery(
        session, replace(saved, hours=replace(saved.hours, start=time(), end=time())), actor="system"
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A fresh tenant and the ways into it."""

    tenant: Tenant
    database: Database
    vault: Vault


@asynccontextmanager
async def fresh_tenant(settings: Settings, *, vouched: bool = True) -> AsyncIterator[Place]:
    """A furnished tenant without people, whose messages go out whatever the hour of the test; its employer is proven, or has
    nobody who vouches for it; minimum wages are verified."""
    database = Database(settings.database_url)
    try:
        id_ = new_id()
        schema = await create_tenant_schema(
            settings.database_owner_url, id_=id_, slug=f"test-{id_.hex[-12:]}", name="测试公司"
        )
        tenant = await TenantDirectory(database, settings).by_schema(schema)
        assert tenant is not None
        vault = Vault(LocalMasterKey.open(settings.master_key_file))
        async with database.tenant(tenant) as session:
            await seed_tenant(session, vault, ACME.company, quiet_nights=False, vouched=vouched)
            if not vouched:
                await verify_presets(session, "测试数据")
        yield Place(tenant, database, vault)
    finally:
        await database.close()
