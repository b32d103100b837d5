"""Word files as plain data: every character of the file is in the tree, or named as not taken (decision 0053)."""

from .document import (
    Comment,
    Note,
    OpenRevisions,
    Pages,
    Removed,
    Revision,
    RevisionKind,
    Running,
    Unread,
    Why,
    WordDocument,
)
from .errors import Refusal, WordRefusedError
from .tree import View

__all__ = [
    "Comment",
    "Note",
    "OpenRevisions",
    "Pages",
    "Refusal",
    "Removed",
    "Revision",
    "RevisionKind",
    "Running",
    "Unread",
    "View",
    "Why",
    "WordDocument",
    "WordRefusedError",
]
