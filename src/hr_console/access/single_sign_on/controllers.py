"""The way to the provider and back.

These two handlers call somebody else's server while a person waits, so they hold no transaction meanwhile: each opens
short ones of its own, before and after.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db import Database, UnitOfWork
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.client import client_address
from ....platform.http.context import visit_of
from ....platform.http.dependencies import SettingsDependency
from ....platform.http.pages import redirect
from ....platform.http.work import cookie_name, own_cookie, tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.logging import get_logger
from ....platform.providers.identity.port import (
    Begun,
    Connection,
    IdentityProvider,
    IdentityRefused,
    IdentityUnavailable,
)
from ....platform.providers.identity.registry import identity
from ....platform.requests import AnyRequest
from ....tenants.access.sessions.service import Browser, open_session, throttle
from ....tenants.access.sign_in.service import device_ticket, tell_of_new_device
from ....tenants.access.single_sign_on.feature import ROUND_TRIP_LIMIT
from ....tenants.access.single_sign_on.models import SsoConnection
from ....tenants.access.single_sign_on.service import (
    ATTEMPT_LIFE,
    Visitor,
    admit,
    begin_attempt,
    connection_of,
    secret_of,
    take_attempt,
)
from ....tenants.access.users.queries import rights_of
from ...actor import COOKIE, local
from ...nav import home
from ..sign_in.session_start import client_of, device_cookie

_COOKIE = "sso"
log = get_logger(__name__)


@get("/hr/sso/{connection_id:uuid}")
async def begin(
    request: AnyRequest, connection_id: FromPath[UUID], state: State, settings: SettingsDependency
) -> Response[Any]:
    """To the provider."""
    vault: Vault = state.vault
    async with _work(request, state) as session:
        await throttle(session, ROUND_TRIP_LIMIT, client_address(request))
        found = await connection_of(session, connection_id)
        connection = await _opened(session, vault, found)
    mark = identity(connection.kind).browser
    in_app = bool(mark) and mark in request.headers.get("user-agent", "").lower()
    try:
        begun = await _provider(state, connection).begin(connection, _back(request), in_app=in_app)
    except (IdentityRefused, IdentityUnavailable) as problem:
        return _failed(request, problem, _("暂时连不上登录服务，请稍后再试，或用密码登录。"))
    async with _work(request, state) as session:
        browser = await begin_attempt(
            session,
            vault,
            await connection_of(session, connection_id),
            state=begun.state,
            kept=begun.kept,
            onward=local(request.query_params.get("next", "")),
        )
    response = Response("", status_code=303, headers={"Location": begun.url})
    # Lax, not strict: strict would lose it on the way back.
    response.set_cookie(own_cookie(settings, _COOKIE, browser, int(ATTEMPT_LIFE.total_seconds())))
    return response


@get("/hr/sso/callback")
async def finish(request: AnyRequest, state: State, settings: SettingsDependency) -> Response[Any]:
    """Back from the provider: check everything, then open a session."""
    vault: Vault = state.vault
    name = cookie_name(settings, _COOKIE)
    try:
        async with _work(request, state) as session:
            await throttle(session, ROUND_TRIP_LIMIT, client_address(request))
            attempt = await take_attempt(session, vault, request.cookies.get(name, ""))
            connection = await _opened(session, vault, await connection_of(session, attempt.connection_id))
        begun = Begun("", attempt.state, attempt.kept)
        answer = dict(request.query_params.items())
        arrived = await _provider(state, connection).finish(connection, begun, _back(request), answer)
        async with _work(request, state) as session:
            visitor = Visitor(
                arrived.subject, arrived.name, arrived.email, arrived.email_verified, arrived.groups
            )
            user = await admit(session, await connection_of(session, attempt.connection_id), visitor)
            rights = await rights_of(session, user.id)
            client = await client_of(visit_of(request, session))
            await tell_of_new_device(session, client, user)
            device = await device_ticket(session, vault, client, user)
            opened = await open_session(
                session,
                "user",
                user.id,
                Browser(client.user_agent, client.address),
                way="sso",
                proved=not user.second_factor,
            )
    except IdentityUnavailable as problem:
        return _failed(request, problem, _("暂时连不上登录服务，请稍后再试，或用密码登录。"))
    except IdentityRefused as problem:
        return _failed(request, problem, _("登录没有完成，请重新开始。"))
    except DomainError as refused:
        return _failed(request, refused, str(refused))
    response = redirect(request, attempt.onward if attempt.onward != href("hr.todo.show") else home(rights))
    response.set_cookie(own_cookie(settings, _COOKIE, "", 0))
    response.set_cookie(own_cookie(settings, COOKIE, opened.token, opened.seconds))
    response.set_cookie(device_cookie(settings, device))
    return response


def _work(request: AnyRequest, state: State) -> UnitOfWork:
    database: Database = state.database
    return database.tenant(tenant_of_request(request))


def _back(request: AnyRequest) -> str:
    return tenant_of_request(request).origin + href("hr.single_sign_on.finish")


def _provider(state: State, connection: Connection) -> IdentityProvider:
    identity(connection.kind)  # gone, it is nobody else's way in
    provider: IdentityProvider = state.identities[connection.kind]
    return provider


async def _opened(session: AsyncSession, vault: Vault, found: SsoConnection) -> Connection:
    return Connection(
        kind=found.kind,
        client_id=found.client_id,
        secret=await secret_of(session, vault, found),
        issuer=found.issuer,
        company=found.company,
        agent_id=found.agent_id,
    )


def _failed(request: AnyRequest, problem: Exception, said: str) -> Response[Any]:
    log.warning("single sign-on failed", problem=str(problem)[:200])
    return redirect(request, href("hr.sign_in.show"), flash=said)
