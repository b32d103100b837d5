"""Importing this package registers every handler."""

from . import (
    archive,
    contracts,
    decisions,
    domains,
    exports,
    interviews,
    messages,
    promises,
    robots,
    scorecards,
    staff,
    triggers,
    wording,
)

__all__ = [
    "archive",
    "contracts",
    "decisions",
    "domains",
    "exports",
    "interviews",
    "messages",
    "promises",
    "robots",
    "scorecards",
    "staff",
    "triggers",
    "wording",
]
