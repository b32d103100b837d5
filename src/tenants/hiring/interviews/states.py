"""The states of a meeting."""

from ....platform.states import StateMachine
from .errors import EventChangedError
from .models import InterviewEvent

# Set for another time it is arranged anew; who did not come may still come, ask for another time or be scored.
MEETING = StateMachine(
    "meeting",
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
    refusal=EventChangedError,
)  # fmt: skip


def advance(event: InterviewEvent, state: str) -> None:
    """Take the meeting, locked with its application, a step on: nobody else writes its state.

    Raises:
        EventChangedError: there is no such step from where it stands.
    """
    MEETING.check(event.state, state)
    event.state = state
