"""Which tenant a request or a job belongs to."""

from ..tenant import Brand, Tenant, current_tenant

__all__ = ["Brand", "Tenant", "current_tenant"]
