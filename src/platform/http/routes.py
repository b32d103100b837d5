"""The pages of a face, found by their place."""

from collections.abc import Iterator
from types import ModuleType

from litestar import Controller
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from ..discovery import modules


def handlers_below(package: str) -> list[ControllerRouterHandler]:
    """Every controller, and every handler outside one, that the modules below `package` define."""
    return [handler for module in modules(package) for handler in _handlers_of(module)]


def _handlers_of(module: ModuleType) -> Iterator[ControllerRouterHandler]:
    for value in vars(module).values():
        if isinstance(value, BaseRouteHandler):
            if value.fn.__module__ == module.__name__:
                yield value
        elif (
            isinstance(value, type) and issubclass(value, Controller) and value.__module__ == module.__name__
        ):
            yield value
