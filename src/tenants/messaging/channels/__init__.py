"""The tenant's own channels."""

__all__ = ["topics"]
