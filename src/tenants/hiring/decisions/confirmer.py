"""Who acts on a decision."""

from dataclasses import dataclass

from ....platform.i18n import mark

THE_RULE = mark("判定规则")


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who decides: the name is kept with the decision, the actor in the chain."""

    actor: str
    name: str
