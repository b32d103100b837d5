"""The states of a contract."""

from ....platform.states import StateMachine
from .errors import WrongStateError
from .models import Contract

# What the candidate has signed cannot be taken back: it ends in the archive.
CONTRACT = StateMachine(
    "contract",
    {
        "draft": ("checked", "withdrawn"),
        "checked": ("sent", "withdrawn"),
        "sent": ("signing", "withdrawn"),
        "signing": ("pending_company",),
        "pending_company": ("sealing",),
        "sealing": ("completed",),
        "completed": ("archived",),
        "archived": (),
        "withdrawn": (),
    },
    refusal=WrongStateError,
)


def advance(contract: Contract, state: str) -> None:
    """Take the contract, locked, a step on: nobody else writes its state.

    Raises:
        WrongStateError: there is no such step from where it stands.
    """
    CONTRACT.check(contract.state, state)
    contract.state = state
