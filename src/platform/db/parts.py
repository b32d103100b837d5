"""Long lists for a statement, in parts: a statement takes at most 32,767 values."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_AT_ONCE = 5_000


def parts(values: Sequence[T], at_once: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """The values in their order, so many at a time."""
    return (values[start : start + at_once] for start in range(0, len(values), at_once))
