"""The states of a template's draft; approved or dropped, it is a draft no more."""

from ....platform.states import StateMachine
from .errors import DraftStateError
from .models import ContractTemplateDraft

DRAFT = StateMachine(
    "draft of a contract template",
    {
        "editing": ("submitted",),
        "submitted": ("returned", "editing"),
        "returned": ("editing", "submitted"),
    },
    refusal=DraftStateError,
)


def advance(draft: ContractTemplateDraft, state: str) -> None:
    """Take a draft, locked, a step on: nobody else writes its state.

    Raises:
        DraftStateError: there is no such step from where it stands.
    """
    DRAFT.check(draft.state, state)
    draft.state = state
