"""What is handed to the verbs of an interview."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InterviewRequest:
    """Who asks something of an interview, `actor` as events name them, and the version of it they have `seen`, its
    sequence: what was changed since is not changed again unawares. None: they have seen none."""

    actor: str
    seen: int | None
