"""What needs the owner's rights: making tenants and deleting them. No page and no port; it only takes jobs."""

from . import provisioning, telling

__all__ = ["provisioning", "telling"]  # importing them registers their jobs
