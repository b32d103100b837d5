"""Labour contracts: checks, generation, states."""

__all__ = [
    "answers",
    "approval",
    "approval_mail",
    "checking",
    "clearance",
    "facts",
    "notifications",
    "origin",
    "samples",
]
