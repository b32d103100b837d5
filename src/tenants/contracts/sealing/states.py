"""The states of a request to seal a list of contracts."""

from ....platform.states import StateMachine
from .errors import RequestOverError
from .models import SealRequest

SEAL_REQUEST = StateMachine(
    "seal request",
    {"open": ("approved", "refused", "dropped"), "approved": (), "refused": (), "dropped": ()},
    refusal=RequestOverError,
)


def end(request: SealRequest, state: str) -> None:
    """Take a request, locked, to its end: nobody else writes its state.

    Raises:
        RequestOverError: it has ended before.
    """
    SEAL_REQUEST.check(request.state, state)
    request.state = state
