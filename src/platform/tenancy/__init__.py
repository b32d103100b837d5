"""Which tenant a request or a job belongs to."""

from .context import Tenant, current_tenant

__all__ = ["Tenant", "current_tenant"]
