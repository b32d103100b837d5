"""The states of an offer, and what some of them have in common."""

STATES = (
    "draft",
    "pending_approval",
    "returned",
    "approved",
    "sent",
    "read",
    "accepted",
    "declined",
    "lapsed",
    "withdrawn",
)
PREPARED = ("draft", "pending_approval", "returned", "approved")
"""Nobody outside has it yet."""
WAITING = ("sent", "read")
"""The candidate has it and may answer."""
