"""How a finished document is laid out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form field is: the number of its page, from 1, and its box in parts of that page, from the top left."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How many pages a document has, and where one of its fields is; None where it has no such field."""

    pages: int
    place: Place | None
