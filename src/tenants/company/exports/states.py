"""The states of an export."""

from ....platform.states import StateMachine
from .models import Export

EXPORT = StateMachine(
    "export", {"making": ("ready", "failed"), "ready": ("expired",), "failed": (), "expired": ()}
)


def advance(export: Export, state: str) -> None:
    """Take the export a step on: nobody else writes its state.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    EXPORT.check(export.state, state)
    export.state = state
