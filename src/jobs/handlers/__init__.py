"""Importing this package registers every handler."""

from . import archive, contracts, messages, staff

__all__ = ["archive", "contracts", "messages", "staff"]
