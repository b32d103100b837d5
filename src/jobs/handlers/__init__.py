"""Importing this package registers every handler."""

from ..access import users as staff
from ..automation import triggers
from ..company import domains, exports
from ..contracts import evidence as archive
from ..contracts import labour_contracts as contracts
from ..hiring import decisions, interviews, promises, scorecards
from ..messaging import channels as robots
from ..messaging import message_templates as wording
from ..messaging import messages

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
