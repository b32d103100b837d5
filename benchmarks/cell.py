"""A cell of a thousand tenants, made once for all benchmarks of a run that want one."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache

import asyncpg
from huiyin.platform.crypto.vault import Vault
from huiyin.platform.db import Database
from huiyin.platform.ids import new_id
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.tenants.seeding.service import Company, furnish
from huiyin.up import Product
from huiyin_migrations.making import create_tenant_on, make_schema
from huiyin_migrations.spares import keep_spares

from . import serving

TENANTS = 1_000
COMPANY = Company("杭州云栖星河科技有限公司", "91330106MA2KXY8B1R", "杭州", "沈知远", "周敏", "0571-88001234")
_COPIED = ("departments", "users", "sessions", "persons", "vacancies", "applications", "messages")

closing = ExitStack()


@dataclass(slots=True)
class Cell:
    """The product with its thousand tenants; how long each took to make, in ms, and the CPU of it.

    `cold_ms`: role, schema and tables made at that moment, without a spare. `cookie`: of a candidate who is signed in at
    every tenant, once they are populated.
    """

    product: Product
    settings: Settings
    slugs: list[str] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    created_ms: list[float] = field(default_factory=list)
    created_cpu_ms: float = 0.0
    cold_ms: list[float] = field(default_factory=list)
    cookie: str = ""


@cache
def cell() -> Cell:
    """The cell; `closing` ends it."""
    made = Cell(*closing.enter_context(serving.product()))
    asyncio.run(_fill(made))
    return made


async def _fill(made: Cell) -> None:
    settings = made.settings
    database = Database(settings.database_url)
    directory = TenantDirectory(database, settings)
    vault = Vault(LocalMasterKey.open(settings.master_key_file))
    owner = await asyncpg.connect(serving.plain(settings.database_owner_url))
    await keep_spares(settings.database_owner_url, TENANTS)
    postmaster = serving.postmaster(made.product.stack.postgres)
    before = serving.cpu_seconds(postmaster) + time.process_time()
    try:
        for number in range(TENANTS):
            slug = f"firm-{number}"
            began = time.perf_counter()
            schema = await create_tenant_on(owner, id_=new_id(), slug=slug, name=f"公司 {number}")
            tenant = await directory.by_schema(schema)
            if tenant is None:
                raise RuntimeError(f"{slug} was made but is not in the directory")
            async with database.tenant(tenant) as session:
                await furnish(session, vault, COMPANY)
            made.created_ms.append((time.perf_counter() - began) * 1000)
            made.slugs.append(slug)
            made.schemas.append(schema)
        spent = serving.cpu_seconds(postmaster) + time.process_time() - before
        made.created_cpu_ms = 1000 * spent / TENANTS
        for number in range(50):
            made.cold_ms.append(await _cold(owner, f"cold_{number}"))
    finally:
        await owner.close()
        await database.close()


async def _cold(owner: asyncpg.Connection, schema: str) -> float:
    """Role, schema and tables where no spare is left, beside the thousand; dropped afterwards."""
    began = time.perf_counter()
    async with owner.transaction():
        await make_schema(owner, schema)
    spent = (time.perf_counter() - began) * 1000
    await owner.execute(f"drop schema {schema} cascade; drop role {schema}")
    return spent


async def populate(made: Cell) -> None:
    """Give every tenant the demo tenant's candidates, applications, messages and sessions."""
    source = await serving.schema_of(made.settings, "acme")
    owner = await asyncpg.connect(serving.plain(made.settings.database_owner_url))
    try:
        for schema in made.schemas:
            copies = [f"insert into {schema}.{name} select * from {source}.{name}" for name in _COPIED]  # noqa: S608 – our own names
            await owner.execute(";".join(copies))
    finally:
        await owner.close()
