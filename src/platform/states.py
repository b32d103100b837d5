"""States: for each thing that has some, one table of the steps between them, beside the one function that takes them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from .errors import DomainError
from .i18n import lazy as _


class StepRefusedError(DomainError):
    """There is no such step from where it stands: somebody else was quicker, or the page is old."""

    status = 409
    code = "step_refused"
    text = _("现在的状态不能进行这个操作，请刷新页面。")


class StateMachine:
    """Which states a thing can be in, and which may follow each.

    `steps` names every state, in the order of the usual way, with the states that may follow it, the usual one first;
    the first of all is where everything begins. A state may follow itself where the thing can happen once more.
    `refusal` is what a person is told who asks for a step that there is not.

    Raises:
        ValueError: a state follows that is no state of this thing, or one that nothing leads to.
    """

    def __init__(
        self, name: str, steps: Mapping[str, Sequence[str]], *, refusal: type[DomainError] = StepRefusedError
    ) -> None:
        self.name = name
        self.steps = {state: tuple(following) for state, following in steps.items()}
        self.states = tuple(self.steps)
        self.initial = self.states[0]
        self.final = tuple(state for state, following in self.steps.items() if not following)
        self._refusal = refusal
        reached = {self.initial}.union(*self.steps.values())
        if reached != set(self.states):
            raise ValueError(f"{name}: {sorted(reached ^ set(self.states))} begin or end no step")

    def allows(self, before: str, after: str) -> bool:
        """Whether there is a step from `before` to `after`.

        Raises:
            ValueError: one of them is no state of this thing.
        """
        for state in (before, after):
            if state not in self.steps:
                raise ValueError(f"{self.name}: there is no state {state!r}")
        return after in self.steps[before]

    def check(self, before: str, after: str) -> None:
        """See that there is a step from `before` to `after`.

        Raises:
            DomainError: there is none; the `refusal` of this thing.
            ValueError: one of them is no state of this thing.
        """
        if not self.allows(before, after):
            raise self._refusal

    def leading_to(self, after: str) -> tuple[str, ...]:
        """The states from which there is a step to `after`."""
        return tuple(state for state in self.states if self.allows(state, after))

    def __str__(self) -> str:
        """One line: the usual way, then every other step, by where it leads."""
        usual = [self.initial]
        while following := [state for state in self.steps[usual[-1]][:1] if state not in usual]:
            usual += following
        taken = set(pairwise(usual))
        lines = [" → ".join(usual)]
        for after in self.states:
            others = [state for state in self.leading_to(after) if (state, after) not in taken]
            if others:
                lines.append(f"{' | '.join(others)} → {after}")
        return "; ".join(lines)
