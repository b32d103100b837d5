"""Addresses, made from the names of routes: `href("hr.candidates.show", application_id=…)`.

A name is `<face>.<feature>.<function>`, with the module between the two where it is not `controllers.py`; the routes get
theirs where the handlers are found (`routes.py`). The reversing is Litestar's, done once for each route beforehand: a
page of fifty rows has three hundred links.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler


class AddressError(LookupError):
    """No route has this name, or it has other path parameters than these."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a route's address is made of: `pattern` has a `%s` for each of `parameters`, in their order."""

    pattern: str
    parameters: tuple[str, ...]

    @classmethod
    def of(cls, route: HTTPRoute, handler: HTTPRouteHandler) -> "Address":
        """Of a route as Litestar has parsed it. `slash=True` at the handler keeps the slash at the end, which Litestar
        drops."""
        pieces = [
            part.replace("%", "%%") if isinstance(part, str) else "%s" for part in route.path_components
        ]
        end = "/" if handler.opt.get("slash") and pieces else ""
        return cls("/" + "/".join(pieces) + end, tuple(route.path_parameters))


_addresses: dict[str, Address] = {}
_words: set[str] = set()  # every path parameter: no query parameter is called like one


def publish(handlers: Iterable[ControllerRouterHandler]) -> None:
    """Make the addresses of all named routes of `handlers`. What stands at several addresses has none of its own.

    Raises:
        ValueError: two routes have one name.
    """
    named = list(_named(handlers))
    count = Counter([*_addresses, *(name for name, _address in named)])
    if twice := [name for name in count if count[name] > 1]:
        raise ValueError(f"two routes are called {', '.join(twice)}")
    _addresses.update(named)
    _words.update(word for _name, address in named for word in address.parameters)


def _named(handlers: Iterable[ControllerRouterHandler]) -> Iterator[tuple[str, Address]]:
    for route in Router(path="/", route_handlers=list(handlers)).routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if handler.name is not None and len(handler.paths) == 1:
                yield handler.name, Address.of(route, handler)


def addresses() -> dict[str, Address]:
    """What every name stands for."""
    return dict(_addresses)


def href(name: str, /, **parameters: object) -> str:
    """The address of a route with its path parameters; what is given beyond them is the query. None is left out there.

    Raises:
        AddressError: no such route, a path parameter is missing or empty, or is none of this route's.
    """
    address = _addresses.get(name)
    if address is None:
        raise AddressError(f"no route is called {name}")
    path = address.pattern
    if address.parameters:
        path %= tuple(_filled(name, word, parameters.pop(word, None)) for word in address.parameters)
    if not parameters:
        return path
    if not _words.isdisjoint(parameters):
        raise AddressError(f"{name} has no parameter {', '.join(sorted(_words & parameters.keys()))}")
    query = [(word, value) for word, value in parameters.items() if value is not None]
    return f"{path}?{urlencode(query, quote_via=quote, safe='/')}" if query else path


def split_address(text: str) -> SplitResult:
    """The parts of an address that a browser, or anybody, sent; all of them empty where it is none ("http://[")."""
    try:
        return urlsplit(text)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _filled(name: str, word: str, value: object) -> str:
    text = "" if value is None else str(value)
    if not text:
        raise AddressError(f"{name} needs {word}")
    return quote(text, safe="")
