"""Long lists for a statement, in parts: a statement takes at most 32,767 values."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_AT_ONCE = 5_000


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in their order, some thousand at a time."""
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
