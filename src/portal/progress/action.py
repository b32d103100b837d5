"""What a candidate can do now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """What the candidate can do now; `needed`: the road goes on only when they do."""

    label: str
    url: str
    needed: bool
