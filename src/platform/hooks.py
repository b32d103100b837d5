"""What a lower part of the product announces and a higher one acts on, in the same transaction.

The lower one owns the hook and knows nobody; who acts on it registers when its module is imported, and all of them are
imported when a process starts.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Hook(Generic[P]):
    """Something that happened. Called with what it concerns, it awaits each listener in the order they registered."""

    def __init__(self) -> None:
        self._listeners: list[Callable[P, Awaitable[None]]] = []

    def listener(self, act: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        """Register `act`; to be used as a decorator."""
        self._listeners.append(act)
        return act

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for act in self._listeners:
            await act(*args, **kwargs)
