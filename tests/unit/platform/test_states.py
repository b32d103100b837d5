"""Tables of steps: what may follow what, and how a table says itself."""

import pytest
from huiyin.platform.errors import DomainError
from huiyin.platform.states import StateMachine, StepRefusedError


class _TooLateError(DomainError):
    """A refusal of a thing's own."""


LETTER = StateMachine(
    "letter", {"written": ("sent", "torn"), "sent": ("read", "sent", "torn"), "read": (), "torn": ()}
)


def test_a_table_knows_its_beginning_its_ends_and_what_leads_where() -> None:
    assert (LETTER.initial, LETTER.final) == ("written", ("read", "torn"))
    assert LETTER.leading_to("torn") == ("written", "sent")
    assert str(LETTER) == "written → sent → read; sent → sent; written | sent → torn"


@pytest.mark.parametrize(("before", "after"), [("written", "read"), ("read", "sent"), ("written", "written")])
def test_a_step_that_is_not_there_is_refused(before: str, after: str) -> None:
    with pytest.raises(StepRefusedError):
        LETTER.check(before, after)
    own = StateMachine("letter", LETTER.steps, refusal=_TooLateError)
    with pytest.raises(_TooLateError):
        own.check(before, after)


def test_a_step_that_is_there_is_taken() -> None:
    LETTER.check("written", "sent")
    LETTER.check("sent", "sent")


@pytest.mark.parametrize(("before", "after"), [("lost", "sent"), ("written", "lost")])
def test_what_is_no_state_is_a_fault_of_the_programme(before: str, after: str) -> None:
    with pytest.raises(ValueError, match="lost"):
        LETTER.check(before, after)


@pytest.mark.parametrize(
    "steps",
    [
        {"written": ("sent",)},  # where it leads is no state
        {"written": ("sent",), "sent": (), "lost": ()},  # nothing leads there
    ],
)
def test_a_table_with_a_hole_is_refused(steps: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="letter"):
        StateMachine("letter", steps)
