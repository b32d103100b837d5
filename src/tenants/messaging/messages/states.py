"""The states of a message on its way."""

from ....platform.states import StateMachine
from .models import Message

# A provider may say that it is delivered when it takes it; what was thought lost may still arrive, never the other way.
MESSAGE = StateMachine(
    "message",
    {
        "queued": ("submitted", "delivered", "failed"),
        "submitted": ("delivered", "failed"),
        "delivered": ("opened",),
        "opened": (),
        "failed": ("delivered",),
    },
)


def advance(message: Message, state: str) -> None:
    """Take the message, locked, a step on. `dispatch` writes the steps out of the queue for many at once, in SQL.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    MESSAGE.check(message.state, state)
    message.state = state
