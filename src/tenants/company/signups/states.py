"""The states of a sign-up."""

from ....platform.states import StateMachine
from .models import Signup

# Somebody was faster with the address: the applicant chooses another and confirms again.
SIGNUP = StateMachine(
    "sign-up",
    {
        "asked": ("confirmed",),
        "confirmed": ("done", "slug_taken"),
        "slug_taken": ("confirmed",),
        "done": (),
    },
)


def advance(signup: Signup, state: str) -> None:
    """Take the sign-up, locked, a step on: nobody else writes its state.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    SIGNUP.check(signup.state, state)
    signup.state = state
