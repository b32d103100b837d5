"""Importing this package registers every handler."""

from . import archive, contracts, domains, exports, messages, staff

__all__ = ["archive", "contracts", "domains", "exports", "messages", "staff"]
