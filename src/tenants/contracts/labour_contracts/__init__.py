"""Labour contracts: templates, law checks, generation, states."""

__all__ = [
    "answers",
    "approval",
    "approval_mail",
    "checking",
    "clearance",
    "facts",
    "fields",
    "law",
    "notifications",
    "origin",
    "staff_mail",
    "template",
]
