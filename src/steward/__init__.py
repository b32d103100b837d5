"""What needs the owner's rights: making tenants and deleting them. No page and no port; it only takes jobs."""

from . import provisioning

__all__ = ["provisioning"]  # importing it registers its jobs
