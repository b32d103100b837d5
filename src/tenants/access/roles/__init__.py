"""Roles, and the permissions they are made of."""

__all__ = ["built_in", "rights"]
