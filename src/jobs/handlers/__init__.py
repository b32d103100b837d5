"""Importing this package registers every handler."""

from . import archive, contracts, messages

__all__ = ["archive", "contracts", "messages"]
