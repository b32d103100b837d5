"""Who does something: the name stands beside what was done, the actor in the chain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """A person, as pages name them (`name`) and as events do (`actor`)."""

    actor: str
    name: str
