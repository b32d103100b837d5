"""Importing this package registers every handler."""

from . import archive, contracts, domains, exports, messages, scorecards, staff

__all__ = ["archive", "contracts", "domains", "exports", "messages", "scorecards", "staff"]
