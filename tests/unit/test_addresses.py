"""Addresses are made from the names of routes: each route has its own, by one rule, and Litestar makes the same of it."""

from collections import Counter
from uuid import UUID

import pytest
from huiyin import app, front, hr_console, portal
from huiyin.platform.http.addresses import AddressError, addresses, href, publish
from huiyin.platform.http.language import choose_language
from litestar import Litestar, Router, get
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

HANDLERS = [choose_language, *front.HANDLERS, *portal.HANDLERS, *hr_console.HANDLERS]
ID = UUID("019ab1c2-0000-7000-8000-000000000001")
VALUES = {UUID: ID, str: "x", int: 7}


def _handlers() -> dict[int, HTTPRouteHandler]:
    routes = [one for one in Router(path="/", route_handlers=HANDLERS).routes if isinstance(one, HTTPRoute)]
    found = [handler for route in routes for handler in route.route_handlers]
    return {id(one): one for one in found if "OPTIONS" not in one.http_methods}


def test_every_route_has_a_name_of_its_own() -> None:
    names = Counter(handler.name for handler in _handlers().values())
    assert None not in names and [name for name, count in names.items() if count > 1] == []
    ours = {"hr": "hr_console", "portal": "portal", "front": "front"}
    for handler in _handlers().values():
        if handler.fn is choose_language.fn:
            continue  # of no face
        face, feature, *_module, function = str(handler.name).split(".")
        _package, folder, *below = handler.fn.__module__.split(".")
        assert (ours[face], function) == (folder, handler.fn.__name__) and feature in below


def test_a_name_is_given_once() -> None:
    @get("/one", name="twice")
    async def one() -> None: ...

    @get("/other", name="twice")
    async def other() -> None: ...

    with pytest.raises(ValueError, match="two routes are called twice"):
        publish([one, other])


def test_every_address_is_the_one_that_litestar_makes() -> None:
    made = Litestar(HANDLERS, dependencies=app.DEPENDENCIES, openapi_config=None)
    routes = {
        handler.name: route
        for route in made.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    }
    for name, address in addresses().items():
        values = {word: VALUES[one.type] for word, one in routes[name].path_parameters.items()}
        assert tuple(values) == address.parameters
        there = href(name, **values)
        if "name" in values:  # Litestar keeps the word for itself
            continue
        assert there in (made.route_reverse(name, **values), "/hr/"), name


def test_what_is_given_is_quoted() -> None:
    assert href("hr.todo.show") == "/hr/"
    assert href("hr.candidates.show", application_id=ID) == f"/hr/candidates/{ID}"
    assert href("front.ops.show", slug="a/b ?#%") == "/ops/tenants/a%2Fb%20%3F%23%25"
    assert href("hr.decisions.show", **{"for": "a&b=c", "from": None}) == "/hr/rule?for=a%26b%3Dc"
    assert href("hr.messages.listing", state="failed", page="") == "/hr/messages?state=failed&page="
    assert href("hr.messages.listing", state=None) == "/hr/messages"
    assert href("hr.sign_in.show", next="/hr/candidates?todo=1") == "/hr/login?next=/hr/candidates%3Ftodo%3D1"


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("hr.candidates.shwo", {"application_id": ID}, "no route is called"),
        ("hr.candidates.show", {}, "needs application_id"),
        ("hr.candidates.show", {"application_id": None}, "needs application_id"),
        ("hr.candidates.show", {"application_id": ""}, "needs application_id"),
        ("hr.candidates.show", {"application_id": ID, "contract_id": ID}, "has no parameter contract_id"),
        ("hr.candidates.listing", {"application_id": ID}, "has no parameter application_id"),
    ],
)
def test_what_does_not_fit_is_an_error(name: str, given: dict[str, object], why: str) -> None:
    with pytest.raises(AddressError, match=why):
        href(name, **given)
