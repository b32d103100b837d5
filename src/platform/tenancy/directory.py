"""Host name → tenant, and schema → tenant, remembered until the directory changes."""

import time
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select, text

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
_VERSION = text("select version from shared.directory_version")
_Lookup = Select[UUID, str, str, str, str, int]
_LOOK_SECONDS = 1.0
_STRANGER_SECONDS = 5.0
_MOST_STRANGERS = 10_000


class TenantDirectory:
    """Answers who a host name or a schema belongs to. A suspended or unknown tenant is None.

    What was found is remembered until the directory's version moves, which is looked at once a second at most: a
    tenant suspended is refused a second later, and a thousand tenants cost no more look-ups than one.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._memory: dict[tuple[int | str, ...], Tenant] = {}
        self._strangers: dict[tuple[int | str, ...], float] = {}
        self._version = 0
        self._looked = float("-inf")

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
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now  # before the question, so that those who come meanwhile do not ask it too
            await self._forget_what_changed()
        if (kept := self._memory.get(key)) is not None:
            return kept
        if self._strangers.get(key, 0.0) > now:
            return None
        version = self._version
        async with self._database.shared() as session:
            row = (await session.execute(statement, wanted)).first()
        if row is None:
            if len(self._strangers) >= _MOST_STRANGERS:  # made-up host names must not fill the memory
                self._strangers.clear()
            self._strangers[key] = now + _STRANGER_SECONDS
            return None
        tenant = self._tenant(*row)
        if version == self._version:
            self._memory[key] = tenant
        return tenant

    async def _forget_what_changed(self) -> None:
        async with self._database.shared() as session:
            version = (await session.execute(_VERSION)).scalar_one()
        if version != self._version:
            self._memory.clear()
            self._version = version

    def _tenant(self, id_: UUID, slug: str, schema: str, name: str, zone: str, number: int) -> Tenant:
        return Tenant(id_, slug, schema, name, self._settings.origin(slug), number, zone)
