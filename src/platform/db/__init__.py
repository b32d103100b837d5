"""Access to PostgreSQL."""

from .base import HasId, Money, SharedBase, TenantBase, one_of
from .database import Database, NoTenantError, UnitOfWork, UnknownCellError, before_commit, tenant_of
from .hot import ByArguments, HotQuery, OffPages, UnwalledError
from .numbering import next_number
from .statements import NotAQueryError

__all__ = [
    "ByArguments",
    "Database",
    "HasId",
    "HotQuery",
    "Money",
    "NoTenantError",
    "NotAQueryError",
    "OffPages",
    "SharedBase",
    "TenantBase",
    "UnitOfWork",
    "UnknownCellError",
    "UnwalledError",
    "before_commit",
    "next_number",
    "one_of",
    "tenant_of",
]
