"""What somebody is told of."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Occasion:
    """The same occasion never tells the same person twice on one channel.

    `event` is one of ours, or the key of a message of the tenant's own; `reference` tells occasions of one event apart;
    `about` is the application it concerns, None where it concerns none. What is told one person in one `turn` arrives in
    the order in which it was told, on each channel.
    """

    event: str
    reference: str
    about: UUID | None
    turn: str = ""

    @property
    def key(self) -> str:
        """By which its messages are found."""
        return f"{self.event}:{self.reference}"
