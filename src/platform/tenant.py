"""Who the present request or job belongs to."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from .cells import MAIN

READ_ONLY = ("suspended", "closing")


@dataclass(frozen=True, slots=True)
class Brand:
    """How a tenant looks: `accent` as #rrggbb and `logo` as the SHA-256 of its picture, each empty for ours."""

    accent: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant as the platform sees it; `schema` is its PostgreSQL schema and the name of its role.

    `origin` is the address its links lead to, `until` when its trial or its grace time ends. `cell` is the database
    it lives in; while it is `moving` to another, nothing of it changes.
    """

    id: UUID
    slug: str
    schema: str
    name: str
    origin: str
    number: int
    zone: str = "Asia/Shanghai"
    status: str = "active"
    reason: str = ""
    until: datetime | None = None
    brand: Brand = Brand()
    cell: str = MAIN
    moving: bool = False

    @property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def read_only(self) -> bool:
        """Whether staff may look but not change anything."""
        return self.status in READ_ONLY

    @property
    def letter(self) -> str:
        """The character shown where a logo would be."""
        return self.name[:1]


current_tenant: ContextVar[Tenant | None] = ContextVar("current_tenant", default=None)
