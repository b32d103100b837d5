"""What needs the owner's rights: making tenants and deleting them. No page and no port; it only takes jobs."""

from . import directory_sync, provisioning

__all__ = ["directory_sync", "provisioning"]  # importing them registers their jobs
