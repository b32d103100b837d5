"""The states of an interview."""

from ....platform.states import StateMachine
from .errors import InterviewChangedError
from .models import Interview

# Set for another time it is arranged anew; who did not come may still come, ask for another time or be scored.
INTERVIEW = StateMachine(
    "interview",
    {
        "arranged": (
            "confirmed", "arranged", "reschedule_asked", "declined", "cancelled", "held", "no_show",
        ),
        "confirmed": ("held", "arranged", "confirmed", "reschedule_asked", "declined", "cancelled", "no_show"),
        "reschedule_asked": ("confirmed", "arranged", "reschedule_asked", "declined", "cancelled"),
        "declined": (),
        "cancelled": (),
        "held": (),
        "no_show": ("confirmed", "reschedule_asked", "held"),
    },
    refusal=InterviewChangedError,
)  # fmt: skip


def advance(interview: Interview, state: str) -> None:
    """Take the interview, locked with its application, a step on: nobody else writes its state.

    Raises:
        InterviewChangedError: there is no such step from where it stands.
    """
    INTERVIEW.check(interview.state, state)
    interview.state = state
