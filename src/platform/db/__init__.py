"""Access to PostgreSQL."""

from .base import HasId, Money, SharedBase, TenantBase, one_of
from .database import Database, NoTenantError, UnitOfWork, UnknownCellError, before_commit, tenant_of
from .hot import HotQuery
from .numbering import next_number
from .statements import NotAQueryError

__all__ = [
    "Database",
    "HasId",
    "HotQuery",
    "Money",
    "NoTenantError",
    "NotAQueryError",
    "SharedBase",
    "TenantBase",
    "UnitOfWork",
    "UnknownCellError",
    "before_commit",
    "next_number",
    "one_of",
    "tenant_of",
]
