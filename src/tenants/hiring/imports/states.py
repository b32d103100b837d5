"""The states of an import."""

from ....platform.states import StateMachine
from .models import ImportBatch

IMPORT = StateMachine("import", {"preview": ("done",), "done": ()})


def advance(batch: ImportBatch, state: str) -> None:
    """Take the import, locked, a step on: nobody else writes its state.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    IMPORT.check(batch.state, state)
    batch.state = state
