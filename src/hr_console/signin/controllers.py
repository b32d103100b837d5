"""Log-in and log-out."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.http.work import client_address, cookie_name
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...tenants.access.errors import LoginRefusedError, TooManyTriesError
from ...tenants.access.queries import rights_of
from ...tenants.access.service import close_session, log_in, open_session, throttle
from ...tenants.single_sign_on.queries import connections
from ..actor import COOKIE
from ..nav import home

AnyRequest = Request[Any, Any, Any]


class SignInController(Controller):
    """`/hr/login`, `/hr/logout`."""

    path = "/hr"

    @get("/login")
    async def show(self, request: AnyRequest, session: NamedDependency[AsyncSession]) -> Response[Any]:
        """The form, and the other ways in."""
        onward = local(request.query_params.get("next", ""))
        return await self._page(request, session, Form({"next": onward}))

    @post("/login")
    async def enter(
        self,
        request: AnyRequest,
        session: NamedDependency[AsyncSession],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Check the password; a new session at every log-in."""
        form = await Form.read(request)
        login, password = form.text("login", most=200), form.text("password", most=200)
        try:
            await throttle(
                session,
                "hr.login",
                client_address(request) + login,
                most=10,
                seconds=600,
            )
            user = await log_in(session, login, password)
        except (LoginRefusedError, TooManyTriesError) as refused:
            # Returned, not raised: the try is counted only if this transaction is committed.
            form.refuse(refused)
            return await self._page(request, session, form, status=422)
        opened = await open_session(session, "user", user.id, request.headers.get("user-agent", ""))
        onward = local(form.value("next"))
        rights = await rights_of(session, user.id)
        response = redirect(request, onward if onward != "/hr/" else home(rights))
        response.set_cookie(
            Cookie(
                key=cookie_name(settings, COOKIE),
                value=opened.token,
                max_age=opened.seconds,
                httponly=True,
                secure=settings.secure_cookies,
                samesite="lax",
            )
        )
        return response

    @post("/logout")
    async def leave(
        self,
        request: AnyRequest,
        session: NamedDependency[AsyncSession],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """End the session."""
        name = cookie_name(settings, COOKIE)
        if token := request.cookies.get(name):
            await close_session(session, token)
        response = redirect(request, "/hr/login", flash=_("已安全退出。"))
        response.delete_cookie(name)
        return response

    async def _page(
        self, request: AnyRequest, session: AsyncSession, form: Form, status: int = 200
    ) -> Response[Any]:
        others = await connections(session, usable=True)
        return page(request, "hr/signin/login.html", status_code=status, form=form, connections=others)


def local(path: str) -> str:
    """A path of the console, whatever was asked: never another site."""
    return path if path.startswith("/hr/") and "//" not in path and "\\" not in path else "/hr/"
