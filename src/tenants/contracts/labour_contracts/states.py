"""The states of a contract."""

from datetime import datetime
from typing import Protocol

from ....platform import clock
from ....platform.states import StateMachine
from .errors import WrongStateError
from .models import Contract

# What the candidate has signed cannot be taken back: it ends in the archive.
CONTRACT = StateMachine(
    "contract",
    {
        "draft": ("checked", "withdrawn"),
        "checked": ("sent", "withdrawn", "on_paper"),
        "sent": ("signing", "withdrawn", "declined", "expired", "on_paper"),
        "signing": ("pending_company",),
        "pending_company": ("sealing",),
        "sealing": ("completed",),
        "completed": ("archived",),
        "completed_on_paper": ("archived",),
        "archived": (),
        "withdrawn": (),
        "declined": (),
        "expired": ("sent", "withdrawn", "on_paper"),
        "on_paper": ("completed_on_paper", "sent", "withdrawn"),
    },
    refusal=WrongStateError,
)
# Whether a second person has agreed; what is answered afterwards asks once more.
APPROVAL = StateMachine(
    "approval of a contract",
    {
        "none": ("wanted",),
        "wanted": ("given", "returned"),
        "given": ("wanted",),
        "returned": (),
    },
    refusal=WrongStateError,
)
CAME_TO_NOTHING = ("withdrawn", "declined")
"""Ends of a contract that nobody is bound by: another one can be made in its place."""
CONCLUDED = ("completed", "completed_on_paper", "archived")
"""Both have signed, and the company has it; on paper that is so once a second person has checked the scan."""


class Dated(Protocol):
    """What says how far a contract is, a row or a part of one."""

    @property
    def state(self) -> str: ...
    @property
    def sign_until(self) -> datetime | None: ...
    @property
    def held_since(self) -> datetime | None: ...


def state_now(contract: Dated) -> str:
    """The state as it holds at this moment: a contract whose time is over is expired, before the job has come to it too."""
    waits = contract.state == "sent" and contract.held_since is None
    over = waits and contract.sign_until is not None and contract.sign_until <= clock.now()
    return "expired" if over else contract.state


def advance(contract: Contract, state: str) -> None:
    """Take the contract, locked, a step on: nobody else writes its state. What it waited for is done, given up before or not.

    Raises:
        WrongStateError: there is no such step from where it stands.
    """
    CONTRACT.check(contract.state, state)
    contract.state, contract.failed_at = state, None


def advance_approval(contract: Contract, state: str) -> None:
    """Take the approval of a contract, locked, a step on: nobody else writes it.

    Raises:
        WrongStateError: there is no such step from where it stands.
    """
    APPROVAL.check(contract.approval, state)
    contract.approval = state
