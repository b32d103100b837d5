"""The states of a paper copy."""

from ....platform.states import StateMachine
from .errors import CopyOverError
from .models import PaperCopy

COPY = StateMachine(
    "paper copy",
    {
        "asked": ("handed_over", "posted", "taken_back"),
        "handed_over": (),
        "posted": (),
        "taken_back": (),
    },
    refusal=CopyOverError,
)


def end(copy: PaperCopy, state: str) -> None:
    """Take a copy, its contract locked, to its end: nobody else writes its state.

    Raises:
        CopyOverError: it has ended before.
    """
    COPY.check(copy.state, state)
    copy.state = state
