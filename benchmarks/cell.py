"""A product with many tenants, for what their number costs."""

import asyncio
import time
from dataclasses import dataclass, field
from secrets import token_hex

import asyncpg
from huiyin.demo import ACME
from huiyin.platform.crypto.vault import Vault
from huiyin.platform.db.database import Database
from huiyin.platform.ids import new_id
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.tenants.seeding.service import seed_tenant
from huiyin.up import Product
from huiyin_migrations.making import create_tenant_on, make_schema
from huiyin_migrations.spares import keep_spares

from . import serving

_COPIED = ("departments", "users", "sessions", "persons", "vacancies", "applications", "messages")


@dataclass(slots=True)
class Cell:
    """The product with its tenants; how long each took to make, in ms, and the CPU of it.

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

    @classmethod
    def build(cls, product: Product, *, tenants: int, cold: int) -> "Cell":
        """Make so many tenants on the product, and some schemas more without a spare, which are dropped again."""
        made = cls(product, product.stack.settings())
        asyncio.run(made._fill(tenants, cold))
        return made

    async def _fill(self, tenants: int, cold: int) -> None:
        settings = self.settings
        database = Database(settings.database_url)
        owner = await asyncpg.connect(serving.plain(settings.database_owner_url))
        await keep_spares(settings.database_owner_url, tenants)
        postmaster = serving.postmaster(self.product.stack.postgres)
        before = serving.cpu_seconds(postmaster) + time.process_time()
        batch = token_hex(4)
        try:
            for number in range(tenants):
                await self._tenant(owner, database, f"firm-{batch}-{number}")
            spent = serving.cpu_seconds(postmaster) + time.process_time() - before
            self.created_cpu_ms = 1000 * spent / tenants
            for number in range(cold):
                self.cold_ms.append(await _cold(owner, f"cold_{batch}_{number}"))
        finally:
            await owner.close()
            await database.close()

    async def _tenant(self, owner: asyncpg.Connection, database: Database, slug: str) -> None:
        vault = Vault(LocalMasterKey.open(self.settings.master_key_file))
        began = time.perf_counter()
        schema = await create_tenant_on(owner, id_=new_id(), slug=slug, name=f"公司 {slug}")
        tenant = await TenantDirectory(database, self.settings).by_schema(schema)
        if tenant is None:
            raise RuntimeError(f"{slug} was made but is not in the directory")
        async with database.tenant(tenant) as session:
            await seed_tenant(session, vault, ACME.company)
        self.created_ms.append((time.perf_counter() - began) * 1000)
        self.slugs.append(slug)
        self.schemas.append(schema)

    async def populate(self, source: str) -> None:
        """Give every tenant the candidates, applications, messages and sessions of the schema `source`."""
        owner = await asyncpg.connect(serving.plain(self.settings.database_owner_url))
        try:
            for schema in self.schemas:
                copies = [f"insert into {schema}.{name} select * from {source}.{name}" for name in _COPIED]  # noqa: S608 – our own names
                await owner.execute(";".join(copies))
        finally:
            await owner.close()


async def _cold(owner: asyncpg.Connection, schema: str) -> float:
    """Role, schema and tables where no spare is left, beside the others; dropped afterwards."""
    began = time.perf_counter()
    async with owner.transaction():
        await make_schema(owner, schema)
    spent = (time.perf_counter() - began) * 1000
    await owner.execute(f"drop schema {schema} cascade; drop role {schema}")
    return spent
