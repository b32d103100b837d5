"""Host name → tenant, and schema → tenant, remembered until the directory changes."""

import time

from sqlalchemy import Select, bindparam, or_, select, text

from ..db import Database
from ..settings import Settings
from ..tenant import Brand, Tenant
from .models import TenantDomain, TenantRow

_OPEN = ("trial", "active", "suspended", "closing")
_THERE = select(TenantRow).where(TenantRow.status != "deleting")
_OWN = (
    select(TenantDomain.tenant_id)
    .where(TenantDomain.host == bindparam("host"), TenantDomain.proved_at.is_not(None))
    .scalar_subquery()
)
# Built once: these are asked for every request whose tenant is not remembered.
_BY_HOST = _THERE.where(
    or_(TenantRow.slug == bindparam("slug"), TenantRow.id == _OWN), TenantRow.status.in_(_OPEN)
)
_BY_SCHEMA = _THERE.where(TenantRow.schema_name == bindparam("schema"))
_BY_NUMBER = _THERE.where(TenantRow.number == bindparam("number"))
_VERSION = text("select version from shared.directory_version")
_Lookup = Select[TenantRow]
_LOOK_SECONDS = 1.0
_STRANGER_SECONDS = 5.0
_MOST_STRANGERS = 10_000


def host_name(host: str) -> str:
    """The name in a Host header, as names are compared: without port, in lower case, without the root's dot."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.lower().rstrip(".")


class TenantDirectory:
    """Answers who a host name or a schema belongs to. What is half made, being deleted or unknown is None.

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

    async def by_host(self, host: str, *, fresh: bool = False) -> Tenant | None:
        """The tenant of a request's Host header (port allowed), or None at the base domain and for strangers.

        `fresh`: ask the database, for who wants to change something: its state counts, not what it was a moment ago.
        """
        name = host_name(host)
        if name == self._settings.base_domain:
            return None
        suffix = "." + self._settings.base_domain
        slug = name.removesuffix(suffix) if name.endswith(suffix) else ""
        return await self._find(_BY_HOST, fresh=fresh, slug=slug, host=name)

    async def by_schema(self, schema: str, *, fresh: bool = False) -> Tenant | None:
        """The tenant whose schema this is, half made or not: how a job and its maker find it again.

        `fresh`: ask the database, for a job that was found elsewhere than where its tenant was a moment ago.
        """
        return await self._find(_BY_SCHEMA, fresh=fresh, schema=schema)

    async def by_number(self, number: int) -> Tenant | None:
        """The tenant whose short number a link in a text message carries."""
        return await self._find(_BY_NUMBER, number=number)

    async def all(self) -> list[Tenant]:
        """Every tenant that is there for somebody, for sweeps and operators."""
        async with self._database.shared() as session:
            rows = await session.scalars(_THERE.where(TenantRow.status.in_(_OPEN)).order_by(TenantRow.slug))
            return [self._tenant(row) for row in rows]

    async def _find(self, statement: _Lookup, *, fresh: bool = False, **wanted: str | int) -> Tenant | None:
        key = (id(statement), *wanted.values())
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now  # before the question, so that those who come meanwhile do not ask it too
            await self._forget_what_changed()
        if not fresh and (kept := self._memory.get(key)) is not None:
            return kept
        if not fresh and self._strangers.get(key, 0.0) > now:
            return None
        version = self._version
        async with self._database.look_up() as session:
            row = await session.scalar(statement, wanted)
        if row is None:
            if len(self._strangers) >= _MOST_STRANGERS:  # made-up host names must not fill the memory
                self._strangers.clear()
            self._strangers[key] = now + _STRANGER_SECONDS
            return None
        tenant = self._tenant(row)
        if version == self._version:
            self._memory[key] = tenant
        return tenant

    async def _forget_what_changed(self) -> None:
        async with self._database.look_up() as session:
            version = (await session.execute(_VERSION)).scalar_one()
        if version != self._version:
            self._memory.clear()
            self._strangers.clear()  # one of them may be a new tenant
            self._version = version

    def _tenant(self, row: TenantRow) -> Tenant:
        own = self._settings.origin_of(row.main_host) if row.main_host else self._settings.origin(row.slug)
        until = {"trial": row.trial_until, "closing": row.delete_after}.get(row.status)
        brand = Brand(row.brand.get("accent", ""), row.brand.get("logo", ""))
        return Tenant(
            row.id, row.slug, row.schema_name, row.name, own, row.number, row.zone,
            row.status, row.status_reason, until, brand, row.cell, row.moving_to is not None,
        )  # fmt: skip
