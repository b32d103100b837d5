"""Whether a contract waits for the candidate's signature at this moment, and if not, why."""

from ..labour_contracts.models import Contract
from ..labour_contracts.states import state_now
from .errors import AnswerAwaitedError, NotToSignError, SigningOverError


def require_sendable(contract: Contract) -> None:
    """See that the candidate has it before them and can still say what they want of it.

    Raises:
        SigningOverError: its time is over.
        NotToSignError: it is signed, or was never sent, or nobody waits for it any more.
    """
    state = state_now(contract)
    if state == "expired":
        raise SigningOverError
    if state != "sent":
        raise NotToSignError


def require_signable(contract: Contract) -> None:
    """See that the candidate can go on signing.

    Raises:
        SigningOverError, NotToSignError: as for `require_sendable`.
        AnswerAwaitedError: they have asked something that is not answered.
    """
    require_sendable(contract)
    if contract.held_since is not None:
        raise AnswerAwaitedError
