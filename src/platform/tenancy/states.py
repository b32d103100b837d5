"""The states of a tenant and of its move to another cell."""

from ..states import StateMachine

# Written by the database: `doors.change_status`, and by whoever deletes it (`migrations/removal.py`); a tombstone is
# left. From `suspended` and `closing` it goes back to what it was before.
TENANT = StateMachine(
    "tenant",
    {
        "provisioning": ("trial", "active", "deleting"),
        "trial": ("active", "suspended", "closing"),
        "active": ("suspended", "closing"),
        "suspended": ("active", "trial", "closing"),
        "closing": ("deleting", "trial", "active", "suspended"),
        "deleting": (),
    },
)

# Until it is switched the tenant lives where it was, and the move can be taken back.
MOVE = StateMachine(
    "move",
    {
        "asked": ("drained", "back"),
        "drained": ("frozen", "back"),
        "frozen": ("copied", "back"),
        "copied": ("checked", "back"),
        "checked": ("switched", "back"),
        "switched": ("released",),
        "released": ("dropped",),
        "dropped": (),
        "back": (),
    },
)
