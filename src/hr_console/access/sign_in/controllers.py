"""Log-in and log-out."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_mobile
from ....platform.http.forms import Form
from ....platform.http.pages import page, redirect
from ....platform.http.work import WHILE_READ_ONLY, cookie_name, own_cookie, tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.settings import Settings
from ....tenants.access.sessions.service import CODE_LIFE, close_session
from ....tenants.access.sign_in.errors import HalfWayLostError
from ....tenants.access.sign_in.factors import factors_of
from ....tenants.access.sign_in.passkeys import passkey_options
from ....tenants.access.sign_in.service import (
    Given,
    ask_code,
    resume,
    second_step,
    with_code,
    with_passkey,
    with_password,
)
from ....tenants.access.single_sign_on.queries import connections
from ...actor import COOKIE, local
from .session_start import STEP, client_of, first_step_done, let_in, site_of

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Vault = NamedDependency[Any]
_Settings = NamedDependency[Settings]


class SignInController(Controller):
    """`/hr/login` and its ways in, `/hr/logout`.

    A refusal is returned, not raised: the try is counted only if the transaction is committed.
    """

    path = "/hr"
    opt = WHILE_READ_ONLY

    @get("/login")
    async def show(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """The form."""
        tenant_of_request(request)
        form = Form({"next": local(request.query_params.get("next", ""))})
        return await _login(request, session, vault, settings, form)

    @post("/login")
    async def enter(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """By log-in name and password."""
        form = await Form.read(request)
        login, password = form.text("login", most=200), form.text("password", most=200)
        if form.ok:
            try:
                client = await client_of(request, session, vault, settings)
                user = await with_password(session, client, login, password)
            except DomainError as refused:
                return await _login(request, session, vault, settings, form, refused)
            onward = form.value("next")
            return await first_step_done(
                request, session, vault, settings, user, way="password", onward=onward
            )
        return await _login(request, session, vault, settings, form)

    @post("/login/passkey")
    async def enter_by_passkey(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """By a passkey that makes sure of the person: that is both factors at once."""
        form = await Form.read(request)
        site, answer = site_of(request, settings), form.value("answer")
        try:
            client = await client_of(request, session, vault, settings)
            user = await with_passkey(session, vault, client, site, answer)
        except DomainError as refused:
            return await _login(request, session, vault, settings, form, refused)
        onward = form.value("next")
        return await let_in(
            request, session, vault, settings, user, way="passkey", factor="passkey", onward=onward
        )

    @get("/login/code")
    async def show_phone(self, request: AnyRequest) -> Response[Any]:
        """The form for the phone."""
        tenant_of_request(request)
        form = Form({"next": local(request.query_params.get("next", ""))})
        return page(request, "hr/access/sign_in/phone.html", form=form)

    @post("/login/code")
    async def send_code(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """Have a code sent; a stranger's phone gets the same answer."""
        form = await Form.read(request)
        phone = form.parsed("phone", parse_mobile)
        if phone is None:
            return page(request, "hr/access/sign_in/phone.html", status_code=422, form=form)
        try:
            client = await client_of(request, session, vault, settings)
            ticket = await ask_code(session, vault, client, phone)
        except DomainError as refused:
            form.add_error("phone", str(refused))
            return page(request, "hr/access/sign_in/phone.html", status_code=refused.status, form=form)
        response = page(request, "hr/access/sign_in/code.html", form=form)
        response.set_cookie(own_cookie(settings, STEP, ticket, int(CODE_LIFE.total_seconds())))
        return response

    @post("/login/code/check")
    async def enter_by_code(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """By the code."""
        form = await Form.read(request)
        code = form.text("code", most=10)
        ticket = request.cookies.get(cookie_name(settings, STEP), "")
        if not form.ok:
            return page(request, "hr/access/sign_in/code.html", status_code=422, form=form)
        try:
            client = await client_of(request, session, vault, settings)
            user = await with_code(session, vault, client, ticket, code)
        except DomainError as refused:
            form.add_error("code", str(refused))
            return page(request, "hr/access/sign_in/code.html", status_code=refused.status, form=form)
        onward = form.value("next")
        return await first_step_done(request, session, vault, settings, user, way="code", onward=onward)

    @get("/login/second")
    async def show_second(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """The form for the second factor."""
        form = Form({"next": local(request.query_params.get("next", ""))})
        return await _second(request, session, vault, settings, form)

    @post("/login/second")
    async def enter_second(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """Check the second factor and open the session."""
        form = await Form.read(request)
        try:
            user, way = await resume(session, vault, request.cookies.get(cookie_name(settings, STEP), ""))
            client = await client_of(request, session, vault, settings)
            site = site_of(request, settings)
            factor = await second_step(session, vault, client, user, given(form), site)
        except HalfWayLostError as lost:
            return redirect(request, "/hr/login", flash=str(lost))
        except DomainError as refused:
            return await _second(request, session, vault, settings, form, refused)
        onward = form.value("next")
        return await let_in(request, session, vault, settings, user, way=way, factor=factor, onward=onward)

    @post("/logout")
    async def leave(self, request: AnyRequest, session: Session, settings: _Settings) -> Response[Any]:
        """End the session."""
        if token := request.cookies.get(cookie_name(settings, COOKIE)):
            await close_session(session, token)
        response = redirect(request, "/hr/login", flash=_("已安全退出。"))
        response.set_cookie(own_cookie(settings, COOKIE, "", 0))
        return response


def given(form: Form) -> Given:
    """The second factor in a form."""
    return Given(form.value("code")[:20], form.value("recovery")[:40], form.value("answer"))


async def _login(
    request: AnyRequest,
    session: AsyncSession,
    vault: Any,
    settings: Settings,
    form: Form,
    refused: DomainError | None = None,
) -> Response[Any]:
    if refused is not None:
        form.refuse(refused)
    site = site_of(request, settings)
    return page(
        request,
        "hr/access/sign_in/login.html",
        status_code=refused.status if refused is not None else 200 if form.ok else 422,
        form=form,
        options=await passkey_options(session, vault, site, purpose="login"),
        connections=await connections(session, usable=True),
    )


async def _second(
    request: AnyRequest,
    session: AsyncSession,
    vault: Any,
    settings: Settings,
    form: Form,
    refused: DomainError | None = None,
) -> Response[Any]:
    try:
        user, _way = await resume(session, vault, request.cookies.get(cookie_name(settings, STEP), ""))
    except HalfWayLostError as lost:
        return redirect(request, "/hr/login", flash=str(lost))
    if refused is not None:
        form.refuse(refused)
    site = site_of(request, settings)
    return page(
        request,
        "hr/access/sign_in/second.html",
        status_code=refused.status if refused is not None else 200,
        form=form,
        factors=await factors_of(session, user.id),
        recovery="recovery" in request.query_params or bool(form.value("recovery")),
        options=await passkey_options(session, vault, site, purpose=str(user.id), user=user),
    )
