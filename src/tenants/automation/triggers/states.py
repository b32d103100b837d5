"""The states of a trigger's run."""

from ....platform.states import StateMachine
from .models import TriggerRun

# A run that does not fit is deleted; one that turns out to be impossible to send is dropped in the same transaction.
RUN = StateMachine(
    "run of a trigger",
    {
        "new": ("waiting", "sent"),
        "waiting": ("sent", "dropped"),
        "sent": ("dropped",),
        "dropped": (),
    },
)


def advance(run: TriggerRun, state: str) -> None:
    """Take the run, locked, a step on: nobody else writes its state.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    RUN.check(run.state, state)
    run.state = state
