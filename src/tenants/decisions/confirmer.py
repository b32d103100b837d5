"""Who acts on a decision."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who decides: the name is kept with the decision, the actor in the chain."""

    actor: str
    name: str
