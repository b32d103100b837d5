"""The states of what a candidate says instead of signing, and of a check of who they are."""

from ....platform.states import StateMachine
from .errors import ConcernOverError
from .models import Concern, PersonCheck

# Paper can be agreed to; the candidate may think better of it; with the contract, whatever is open about it ends.
CONCERN = StateMachine(
    "concern",
    {
        "open": ("answered", "agreed", "taken_back", "closed"),
        "answered": (),
        "agreed": (),
        "taken_back": (),
        "closed": (),
    },
    refusal=ConcernOverError,
)

# A face is begun with the provider, then looked at by it; the company's own confirmation is passed at once. Whoever chooses
# another way leaves the one that is under way, and what comes of it is not heard.
PERSON_CHECK = StateMachine(
    "person check",
    {
        "asked": ("begun", "passed", "failed", "unavailable", "abandoned"),
        "begun": ("passed", "failed", "unavailable", "abandoned"),
        "passed": (),
        "failed": (),
        "unavailable": (),
        "abandoned": (),
    },
)


def advance_check(check: PersonCheck, state: str) -> None:
    """Take a check, its contract locked, to its next state: nobody else writes it.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    PERSON_CHECK.check(check.state, state)
    check.state = state


def end(concern: Concern, state: str) -> None:
    """Take what was said, its contract locked, to its end: nobody else writes its state.

    Raises:
        ConcernOverError: it has ended before.
    """
    CONCERN.check(concern.state, state)
    concern.state = state
