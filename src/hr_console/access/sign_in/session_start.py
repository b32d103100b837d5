"""What every way in has in common: where the request comes from, cookies, and the step over the threshold."""

from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from ....platform.auth.passkeys import Site
from ....platform.http.addresses import href
from ....platform.http.client import client_address
from ....platform.http.context import TenantRequest
from ....platform.http.work import cookie_name, own_cookie
from ....platform.requests import AnyRequest
from ....platform.settings import Settings
from ....tenants.access.sessions.service import close_session
from ....tenants.access.sign_in.attempts import Client
from ....tenants.access.sign_in.service import device_ticket, enter, half_way, read_device
from ....tenants.access.users.models import User
from ....tenants.access.users.queries import rights_of
from ...actor import COOKIE, local
from ...nav import home

STEP = "hr_step"
_DEVICE = "hr_device"
_STEP_LIFE = timedelta(minutes=10)
_DEVICE_LIFE = timedelta(days=365)


def site_of(request: AnyRequest, settings: Settings) -> Site:
    """For whom a passkey is: the very host the person looks at."""
    host = request.headers.get("host", "")
    return Site(host.rsplit(":", 1)[0], f"{settings.public_scheme}://{host}")


async def client_of(visit: TenantRequest) -> Client:
    """Where the request comes from, and who has signed in well in this browser before."""
    request = visit.request
    ticket = request.cookies.get(cookie_name(visit.settings, _DEVICE), "")
    device, known = await read_device(visit.session, visit.vault, ticket)
    return Client(client_address(request), request.headers.get("user-agent", ""), device, known)


async def first_step_done(visit: TenantRequest, user: User, *, way: str, onward: str) -> Response[Any]:
    """Let somebody in, or ask for their second factor first."""
    if not user.second_factor:
        return await let_in(visit, user, way=way, onward=onward)
    response = visit.redirect(href("hr.sign_in.show_second", next=local(onward)))
    ticket = await half_way(visit.session, visit.vault, user, way)
    response.set_cookie(own_cookie(visit.settings, STEP, ticket, int(_STEP_LIFE.total_seconds())))
    return response


async def let_in(
    visit: TenantRequest, user: User, *, way: str, onward: str, factor: str = "", flash: str = ""
) -> Response[Any]:
    """A new session with a new token; whatever the browser brought along is closed, never taken over."""
    session, settings = visit.session, visit.settings
    client = await client_of(visit)
    if brought := visit.request.cookies.get(cookie_name(settings, COOKIE)):
        await close_session(session, brought)
    opened = await enter(session, client, user, way=way, factor=factor)
    goal = local(onward)
    if goal == href("hr.todo.show"):
        goal = home(await rights_of(session, user.id))
    response = visit.redirect(goal, flash=flash)
    response.set_cookie(own_cookie(settings, COOKIE, opened.token, opened.seconds))
    response.set_cookie(device_cookie(settings, await device_ticket(session, visit.vault, client, user)))
    response.set_cookie(own_cookie(settings, STEP, "", 0))
    return response


def device_cookie(settings: Settings, ticket: str) -> Cookie:
    """By which a browser is known again."""
    return own_cookie(settings, _DEVICE, ticket, int(_DEVICE_LIFE.total_seconds()))
