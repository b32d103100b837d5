"""The states of an offer."""

from datetime import datetime
from typing import Protocol

from ....platform import clock
from ....platform.states import StateMachine
from .errors import OfferStateError
from .models import Offer
from .types import WAITING

# What was sent is not changed: another version takes its place, and this one is withdrawn with that.
OFFER = StateMachine(
    "offer",
    {
        "draft": ("approved", "pending_approval", "withdrawn"),
        "pending_approval": ("approved", "returned", "withdrawn"),
        "returned": ("pending_approval", "approved", "draft", "withdrawn"),
        "approved": ("sent", "draft", "withdrawn"),
        "sent": ("read", "accepted", "declined", "lapsed", "withdrawn"),
        "read": ("accepted", "declined", "lapsed", "withdrawn"),
        "accepted": ("withdrawn",),
        "declined": (),
        "lapsed": (),
        "withdrawn": (),
    },
    refusal=OfferStateError,
)


class Dated(Protocol):
    """What says how far an offer is, a row or a part of one."""

    @property
    def state(self) -> str: ...
    @property
    def reply_by(self) -> datetime: ...


def state_now(offer: Dated) -> str:
    """The state as it holds at this moment: past its time an offer has lapsed, before the job has come to it too."""
    return "lapsed" if offer.state in WAITING and offer.reply_by <= clock.now() else offer.state


def advance(offer: Offer, state: str) -> None:
    """Take an offer, locked, a step on: nobody else writes its state.

    Raises:
        OfferStateError: there is no such step from where it stands.
    """
    OFFER.check(state_now(offer) if state != "lapsed" else offer.state, state)
    offer.state = state
    if state in OFFER.final:
        offer.ended_at = clock.now()
