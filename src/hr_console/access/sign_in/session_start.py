"""What every way in has in common: where the request comes from, cookies, and the step over the threshold."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.auth.passkeys import Site
from ....platform.crypto.vault import Vault
from ....platform.http.pages import redirect
from ....platform.http.work import client_address, cookie_name, own_cookie
from ....platform.settings import Settings
from ....tenants.access.sessions.service import close_session
from ....tenants.access.sign_in.attempts import Client
from ....tenants.access.sign_in.service import device_ticket, enter, half_way, read_device
from ....tenants.access.users.models import User
from ....tenants.access.users.queries import rights_of
from ...actor import COOKIE, local
from ...nav import home

AnyRequest = Request[Any, Any, Any]
STEP = "hr_step"
_DEVICE = "hr_device"
_STEP_LIFE = timedelta(minutes=10)
_DEVICE_LIFE = timedelta(days=365)


def site_of(request: AnyRequest, settings: Settings) -> Site:
    """For whom a passkey is: the very host the person looks at."""
    host = request.headers.get("host", "")
    return Site(host.rsplit(":", 1)[0], f"{settings.public_scheme}://{host}")


async def client_of(request: AnyRequest, session: AsyncSession, vault: Vault, settings: Settings) -> Client:
    """Where the request comes from, and who has signed in well in this browser before."""
    ticket = request.cookies.get(cookie_name(settings, _DEVICE), "")
    device, known = await read_device(session, vault, ticket)
    return Client(client_address(request), request.headers.get("user-agent", ""), device, known)


async def first_step_done(
    request: AnyRequest,
    session: AsyncSession,
    vault: Vault,
    settings: Settings,
    user: User,
    *,
    way: str,
    onward: str,
) -> Response[Any]:
    """Let somebody in, or ask for their second factor first."""
    if not user.second_factor:
        return await let_in(request, session, vault, settings, user, way=way, onward=onward)
    response = redirect(request, f"/hr/login/second?next={local(onward)}")
    ticket = await half_way(session, vault, user, way)
    response.set_cookie(own_cookie(settings, STEP, ticket, int(_STEP_LIFE.total_seconds())))
    return response


async def let_in(
    request: AnyRequest,
    session: AsyncSession,
    vault: Vault,
    settings: Settings,
    user: User,
    *,
    way: str,
    onward: str,
    factor: str = "",
    flash: str = "",
) -> Response[Any]:
    """A new session with a new token; whatever the browser brought along is closed, never taken over."""
    client = await client_of(request, session, vault, settings)
    if brought := request.cookies.get(cookie_name(settings, COOKIE)):
        await close_session(session, brought)
    opened = await enter(session, client, user, way=way, factor=factor)
    goal = local(onward)
    if goal == "/hr/":
        goal = home(await rights_of(session, user.id))
    response = redirect(request, goal, flash=flash)
    response.set_cookie(own_cookie(settings, COOKIE, opened.token, opened.seconds))
    response.set_cookie(device_cookie(settings, await device_ticket(session, vault, client, user)))
    response.set_cookie(own_cookie(settings, STEP, "", 0))
    return response


def device_cookie(settings: Settings, ticket: str) -> Cookie:
    """By which a browser is known again."""
    return own_cookie(settings, _DEVICE, ticket, int(_DEVICE_LIFE.total_seconds()))
