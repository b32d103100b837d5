"""Who the present request or job belongs to."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant as the platform sees it; `schema` is its PostgreSQL schema and the name of its role."""

    id: UUID
    slug: str
    schema: str
    name: str
    origin: str
    number: int
    zone: str = "Asia/Shanghai"

    @property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def letter(self) -> str:
        """The character shown where a logo would be."""
        return self.name[:1]


current_tenant: ContextVar[Tenant | None] = ContextVar("current_tenant", default=None)
