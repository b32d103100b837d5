"""The states of a company's verification."""

from ....platform.states import StateMachine
from .errors import VerificationStepError
from .models import CompanyVerification

# Whoever changes the papers, or the employer, begins with them anew; what was proven ends and is never taken up again.
COMPANY_VERIFICATION = StateMachine(
    "company verification",
    {
        "preparing": ("in_review",),
        "in_review": ("transfer_due", "rejected", "preparing"),
        "transfer_due": ("transfer_sent", "rejected", "preparing"),
        "transfer_sent": ("proven", "transfer_failed", "preparing"),
        "transfer_failed": ("transfer_due", "preparing"),
        "rejected": ("preparing",),
        "proven": ("lapsed",),
        "lapsed": (),
    },
    refusal=VerificationStepError,
)
ENDED = ("proven", "lapsed")
WITH_OPERATORS = ("in_review", "transfer_due")
"""Where the operators have something to do."""


def advance(verification: CompanyVerification, state: str) -> None:
    """Take a verification, locked, a step on: nobody else writes its state.

    Raises:
        VerificationStepError: there is no such step from where it stands.
    """
    COMPANY_VERIFICATION.check(verification.state, state)
    verification.state = state
