"""Host name → tenant, and schema → tenant, remembered for a few seconds."""

import time
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select

from ..db import Database
from ..settings import Settings
from .context import Tenant
from .models import TenantDomain, TenantRow

_COLUMNS = select(
    TenantRow.id,
    TenantRow.slug,
    TenantRow.schema_name,
    TenantRow.name,
    TenantRow.zone,
    TenantRow.number,
)
_ACTIVE = _COLUMNS.where(TenantRow.status == "active")
_OWN = select(TenantDomain.tenant_id).where(TenantDomain.host == bindparam("host")).scalar_subquery()
# Built once: these are asked for every request whose tenant is not remembered.
_BY_HOST = _ACTIVE.where(or_(TenantRow.slug == bindparam("slug"), TenantRow.id == _OWN))
_BY_SCHEMA = _ACTIVE.where(TenantRow.schema_name == bindparam("schema"))
_BY_NUMBER = _ACTIVE.where(TenantRow.number == bindparam("number"))
_Lookup = Select[UUID, str, str, str, str, int]
_KEEP_SECONDS = 5.0
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Remembered:
    tenant: Tenant | None
    until: float


class TenantDirectory:
    """Answers who a host name or a schema belongs to. A suspended or unknown tenant is None."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._memory: dict[tuple[int | str, ...], _Remembered] = {}

    async def by_host(self, host: str) -> Tenant | None:
        """The tenant of a request's Host header (port allowed), or None at the base domain and for strangers."""
        name = host.rsplit(":", 1)[0].lower().rstrip(".") if "]" not in host else host
        if name == self._settings.base_domain:
            return None
        suffix = "." + self._settings.base_domain
        slug = name.removesuffix(suffix) if name.endswith(suffix) else ""
        return await self._find(_BY_HOST, slug=slug, host=name)

    async def by_schema(self, schema: str) -> Tenant | None:
        """The tenant whose schema this is: how a job finds its tenant again."""
        return await self._find(_BY_SCHEMA, schema=schema)

    async def by_number(self, number: int) -> Tenant | None:
        """The tenant whose short number a link in a text message carries."""
        return await self._find(_BY_NUMBER, number=number)

    async def all(self) -> list[Tenant]:
        """Every active tenant, for sweeps and operators."""
        async with self._database.shared() as session:
            rows = await session.execute(_ACTIVE.order_by(TenantRow.slug))
            return [self._tenant(*row) for row in rows]

    async def _find(self, statement: _Lookup, **wanted: str | int) -> Tenant | None:
        key = (id(statement), *wanted.values())
        kept = self._memory.get(key)
        if kept is not None and kept.until > time.monotonic():
            return kept.tenant
        async with self._database.shared() as session:
            row = (await session.execute(statement, wanted)).first()
        tenant = self._tenant(*row) if row is not None else None
        if len(self._memory) >= _MOST:  # made-up host names must not fill the memory
            self._memory.clear()
        self._memory[key] = _Remembered(tenant, time.monotonic() + _KEEP_SECONDS)
        return tenant

    def _tenant(self, id_: UUID, slug: str, schema: str, name: str, zone: str, number: int) -> Tenant:
        return Tenant(id_, slug, schema, name, self._settings.origin(slug), number, zone)
