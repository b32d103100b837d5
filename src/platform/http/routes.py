"""The pages of a face, found by their place and named after it."""

from collections.abc import Iterator
from types import ModuleType

from litestar import Controller
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from ..discovery import modules
from .addresses import publish


def handlers_below(package: str, face: str) -> list[ControllerRouterHandler]:
    """Every controller, and every handler outside one, that the modules below `package` define.

    Each handler is named after its place: `<face>.<feature>.<function>`, and `<face>.<feature>.<module>.<function>`
    where it is not in the feature's `controllers.py`. `href` knows them from here on.
    """
    found = [handler for module in modules(package) for handler in _handlers_of(module, package, face)]
    publish(found)
    return found


def _handlers_of(module: ModuleType, package: str, face: str) -> Iterator[ControllerRouterHandler]:
    place = module.__name__.removeprefix(f"{package}.").split(".")[-2:]
    prefix = ".".join([face, *(part for part in place if part != "controllers")])
    for value in vars(module).values():
        if isinstance(value, BaseRouteHandler):
            if value.fn.__module__ == module.__name__:
                yield _named(value, prefix)
        elif (
            isinstance(value, type) and issubclass(value, Controller) and value.__module__ == module.__name__
        ):
            for handler in vars(value).values():
                if isinstance(handler, BaseRouteHandler):
                    _named(handler, prefix)
            yield value


def _named(handler: BaseRouteHandler, prefix: str) -> BaseRouteHandler:
    handler.name = f"{prefix}.{handler.fn.__name__}"
    return handler
