"""Who is signed in as operator."""

from litestar.di import Provide
from litestar.exceptions import HTTPException

from ...platform.http.addresses import href
from ...platform.http.work import cookie_name
from ...tenants.company.operators.models import Operator
from ...tenants.company.operators.service import signed_in
from ..context import Front

COOKIE = "ops"


class OperatorNeeded(HTTPException):
    """No operator is signed in."""

    status_code = 303

    def __init__(self) -> None:
        super().__init__(headers={"Location": href("front.ops.how_to_enter")})


async def provide_operator(front: Front) -> Operator:
    """The signed-in operator.

    Raises:
        OperatorNeeded: nobody is.
    """
    token = front.request.cookies.get(cookie_name(front.settings, COOKIE), "")
    found = await signed_in(front.directory, token) if token else None
    if found is None:
        raise OperatorNeeded
    return found


SIGNED_IN = {"operator": Provide(provide_operator)}
"""The dependency of a controller that is for operators alone."""
