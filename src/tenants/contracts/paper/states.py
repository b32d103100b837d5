"""The states of a scan."""

from ....platform.states import StateMachine
from .errors import ScanOverError
from .models import PaperScan

SCAN = StateMachine(
    "paper scan",
    {
        "waiting": ("accepted", "sent_back", "dropped"),
        "accepted": (),
        "sent_back": (),
        "dropped": (),
    },
    refusal=ScanOverError,
)


def end(scan: PaperScan, state: str) -> None:
    """Take a scan, its contract locked, to its end: nobody else writes its state.

    Raises:
        ScanOverError: it has ended before.
    """
    SCAN.check(scan.state, state)
    scan.state = state
