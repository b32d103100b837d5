"""Sign-in: phone number, code, in. A stranger's number gets the same answers as a candidate's."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.errors import NotFoundError
from ...platform.formats.contact import parse_mobile
from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.http.work import client_address, cookie_name, tenant_of_request
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...tenants.access.errors import CodeWrongError, TooManyTriesError
from ...tenants.access.service import (
    check_code,
    close_session,
    issue_code,
    open_session,
    throttle,
)
from ...tenants.audit.events import Event
from ...tenants.audit.service import record
from ...tenants.candidates.queries import applications_of
from ...tenants.candidates.service import find_by_phone
from ...tenants.notices.service import send_code
from ...tenants.settings.queries import tenant_settings
from ..actor import COOKIE

PURPOSE = "sign_in"
BINDING = b"portal"
AnyRequest = Request[Any, Any, Any]


class SignInController(Controller):
    """`/`: the phone number; `/code`: the code."""

    path = "/"

    @get("/")
    async def ask_phone(self, request: AnyRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        """The first page; at the base domain, how to find one's company."""
        if not request.scope.get("huiyin.known_host"):
            raise NotFoundError
        if request.scope.get("huiyin.tenant") is None:
            return page(request, "portal/base_domain.html")
        if request.cookies.get(cookie_name(settings, COOKIE)):
            return redirect(request, "/progress")
        return page(request, "portal/signin/phone.html", form=Form())

    @post("/code")
    async def send(
        self,
        request: AnyRequest,
        session: NamedDependency[AsyncSession],
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Text a code to the phone, if it is a candidate's."""
        form = await Form.read(request)
        phone = form.parsed("phone", parse_mobile)
        if phone is not None:
            try:
                await throttle(
                    session,
                    "portal.code",
                    client_address(request),
                    most=60,
                    seconds=600,
                )
                await self._text(session, vault, phone)
            except TooManyTriesError as refused:
                form.add_error("phone", str(refused))
        if not form.ok:
            return page(request, "portal/signin/phone.html", status_code=422, form=form)
        return page(request, "portal/signin/code.html", form=form)

    @post("/signin")
    async def enter(
        self,
        request: AnyRequest,
        session: NamedDependency[AsyncSession],
        vault: NamedDependency[Any],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Check the code and let the candidate in."""
        form = await Form.read(request)
        phone = form.parsed("phone", parse_mobile)
        code = form.text("code", most=6)
        person = await find_by_phone(session, vault, phone) if phone and form.ok else None
        try:
            await throttle(session, "portal.enter", client_address(request), most=120, seconds=600)
            if person is None:
                raise CodeWrongError
            await check_code(session, person.id, PURPOSE, BINDING, code)
        except (CodeWrongError, TooManyTriesError) as refused:
            # Returned, not raised: the wrong try is counted only if this transaction is committed.
            form.add_error("code", str(refused))
            return page(request, "portal/signin/code.html", status_code=422, form=form)
        opened = await open_session(session, "candidate", person.id, request.headers.get("user-agent", ""))
        for application in await applications_of(session, person.id):
            record(
                session,
                Event.CANDIDATE_SIGNED_IN,
                actor=f"candidate:{person.id}",
                application_id=application.id,
            )
        response = redirect(request, "/progress")
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

    @post("/signout")
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
        response = redirect(request, "/", flash=_("已安全退出。"))
        response.delete_cookie(name)
        return response

    async def _text(self, session: AsyncSession, vault: Any, phone: str) -> None:
        person = await find_by_phone(session, vault, phone)
        if person is None:
            return
        code = await issue_code(session, person.id, PURPOSE, BINDING)
        await send_code(session, vault, person, code=code, use=_("查询进度"))


@get("/privacy")
async def privacy(request: AnyRequest, session: NamedDependency[AsyncSession]) -> Response[Any]:
    """What is done with personal data (《个人信息保护法》 Art. 17)."""
    settings = await tenant_settings(session)
    return page(
        request,
        "portal/privacy.html",
        company=tenant_of_request(request),
        settings=settings,
    )
