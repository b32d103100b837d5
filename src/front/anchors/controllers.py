"""`/anchors`: the root of each day's tree, with the time stamps over it. Whoever writes one down can hold it against us."""

from typing import Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from ...platform.errors import NotFoundError
from ...platform.http.addresses import href
from ...platform.http.download import file_response
from ...platform.http.pages import page
from ...platform.requests import AnyRequest
from .register import Register

_SHOWN = 60
_STAMP = "application/timestamp-token"


class AnchorsController(Controller):
    """Without a sign-in and without the database: what is here is for everybody, lies in the locked store, and is the same at
    every host."""

    path = "/anchors"

    @get("/")
    async def listing(self, request: AnyRequest, state: State) -> Response[str]:
        """The newest roots, and how to check one."""
        roots = await _register(state).roots()
        return page(request, "front/anchors/list.html", roots=roots[:_SHOWN], more=len(roots) > _SHOWN)

    @get("/index.json")
    async def index(self, state: State) -> Response[Any]:
        """Every root, for programs that keep them."""
        origin = state.settings.origin()
        rows = [
            {
                "day": str(one.day),
                "size": one.size,
                "root": one.root,
                "statement": origin + href("front.anchors.statement", anchor_day=str(one.day)),
                "stamps": [
                    origin + href("front.anchors.stamp", anchor_day=str(one.day), number=number)
                    for number in range(1, one.stamps + 1)
                ],
            }
            for one in await _register(state).roots()
        ]
        return Response({"anchors": rows}, media_type="application/json")

    @get("/roots.pem")
    async def roots(self, state: State) -> Response[bytes]:
        """The root certificates by which the stamps can be judged; who doubts us gets them elsewhere, too."""
        if state.anchor_roots is None:
            raise NotFoundError
        return file_response(state.anchor_roots, "roots.pem", "application/x-pem-file")

    @get("/{anchor_day:str}/statement.json")
    async def statement(self, state: State, anchor_day: FromPath[str]) -> Response[bytes]:
        """The very bytes that were stamped: the time, the root and the number of leaves."""
        found = await _register(state).of(anchor_day)
        return file_response(found.statement, f"{anchor_day}-statement.json", "application/json")

    @get("/{anchor_day:str}/stamps/{number:int}")
    async def stamp(self, state: State, anchor_day: FromPath[str], number: FromPath[int]) -> Response[bytes]:
        """A time stamp over the statement: 1 is the first authority's, 2 the second's."""
        tokens = (await _register(state).of(anchor_day)).tokens
        if not 1 <= number <= len(tokens):
            raise NotFoundError
        return file_response(tokens[number - 1], f"{anchor_day}-{number}.tst", _STAMP)


def _register(state: State) -> Register:
    register: Register = state.register
    return register
