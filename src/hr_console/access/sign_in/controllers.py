"""Log-in and log-out."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_mobile
from ....platform.http.addresses import href
from ....platform.http.context import TenantRequest, Visit
from ....platform.http.forms import Form
from ....platform.http.pages import page
from ....platform.http.work import WHILE_READ_ONLY, cookie_name, own_cookie, tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.requests import AnyRequest
from ....tenants.access.sessions.service import CODE_LIFE, close_session
from ....tenants.access.sign_in.errors import HalfWayLostError
from ....tenants.access.sign_in.factors import factors_of
from ....tenants.access.sign_in.passkeys import passkey_options
from ....tenants.access.sign_in.service import (
    Given,
    Proof,
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


class SignInController(Controller):
    """`/hr/login` and its ways in, `/hr/logout`.

    A refusal is returned, not raised: the try is counted only if the transaction is committed.
    """

    path = "/hr"
    opt = WHILE_READ_ONLY

    @get("/login")
    async def show(self, visit: Visit) -> Response[Any]:
        """The form."""
        tenant_of_request(visit.request)
        form = Form({"next": local(visit.query.get("next", ""))})
        return await _login(visit, form)

    @post("/login")
    async def enter(self, visit: Visit) -> Response[Any]:
        """By log-in name and password."""
        form = await visit.form()
        login, password = form.text("login", most=200), form.text("password", most=200)
        if form.ok:
            try:
                client = await client_of(visit)
                user = await with_password(visit.session, client, login, password)
            except DomainError as refused:
                return await _login(visit, form, refused)
            onward = form.value("next")
            return await first_step_done(visit, user, way="password", onward=onward)
        return await _login(visit, form)

    @post("/login/passkey")
    async def enter_by_passkey(self, visit: Visit) -> Response[Any]:
        """By a passkey that makes sure of the person: that is both factors at once."""
        form = await visit.form()
        site, answer = site_of(visit.request, visit.settings), form.value("answer")
        try:
            client = await client_of(visit)
            user = await with_passkey(visit.session, visit.vault, client, site, answer)
        except DomainError as refused:
            return await _login(visit, form, refused)
        onward = form.value("next")
        return await let_in(visit, user, way="passkey", factor="passkey", onward=onward)

    @get("/login/code")
    async def show_phone(self, request: AnyRequest) -> Response[Any]:
        """The form for the phone."""
        tenant_of_request(request)
        form = Form({"next": local(request.query_params.get("next", ""))})
        return page(request, "hr/access/sign_in/phone.html", form=form)

    @post("/login/code")
    async def send_code(self, visit: Visit) -> Response[Any]:
        """Have a code sent; a stranger's phone gets the same answer."""
        form = await visit.form()
        phone = form.parsed("phone", parse_mobile)
        if phone is None:
            return visit.render("hr/access/sign_in/phone.html", status_code=422, form=form)
        try:
            client = await client_of(visit)
            ticket = await ask_code(visit.session, visit.vault, client, phone)
        except DomainError as refused:
            form.add_error("phone", str(refused))
            return visit.render("hr/access/sign_in/phone.html", status_code=refused.status, form=form)
        response = visit.render("hr/access/sign_in/code.html", form=form)
        response.set_cookie(own_cookie(visit.settings, STEP, ticket, int(CODE_LIFE.total_seconds())))
        return response

    @post("/login/code/check")
    async def enter_by_code(self, visit: Visit) -> Response[Any]:
        """By the code."""
        form = await visit.form()
        code = form.text("code", most=10)
        ticket = visit.request.cookies.get(cookie_name(visit.settings, STEP), "")
        if not form.ok:
            return visit.render("hr/access/sign_in/code.html", status_code=422, form=form)
        try:
            client = await client_of(visit)
            user = await with_code(visit.session, visit.vault, client, ticket, code)
        except DomainError as refused:
            form.add_error("code", str(refused))
            return visit.render("hr/access/sign_in/code.html", status_code=refused.status, form=form)
        onward = form.value("next")
        return await first_step_done(visit, user, way="code", onward=onward)

    @get("/login/second")
    async def show_second(self, visit: Visit) -> Response[Any]:
        """The form for the second factor."""
        form = Form({"next": local(visit.query.get("next", ""))})
        return await _second(visit, form)

    @post("/login/second")
    async def enter_second(self, visit: Visit) -> Response[Any]:
        """Check the second factor and open the session."""
        form = await visit.form()
        try:
            user, way = await resume(
                visit.session, visit.vault, visit.request.cookies.get(cookie_name(visit.settings, STEP), "")
            )
            client = await client_of(visit)
            site = site_of(visit.request, visit.settings)
            factor = await second_step(visit.session, visit.vault, client, user, Proof(given(form), site))
        except HalfWayLostError as lost:
            return visit.redirect(href("hr.sign_in.show"), flash=str(lost))
        except DomainError as refused:
            return await _second(visit, form, refused)
        onward = form.value("next")
        return await let_in(visit, user, way=way, factor=factor, onward=onward)

    @post("/logout")
    async def leave(self, visit: Visit) -> Response[Any]:
        """End the session."""
        if token := visit.request.cookies.get(cookie_name(visit.settings, COOKIE)):
            await close_session(visit.session, token)
        response = visit.redirect(href("hr.sign_in.show"), flash=_("已安全退出。"))
        response.set_cookie(own_cookie(visit.settings, COOKIE, "", 0))
        return response


def given(form: Form) -> Given:
    """The second factor in a form."""
    return Given(form.value("code")[:20], form.value("recovery")[:40], form.value("answer"))


async def _login(visit: TenantRequest, form: Form, refused: DomainError | None = None) -> Response[Any]:
    if refused is not None:
        form.refuse(refused)
    site = site_of(visit.request, visit.settings)
    return visit.render(
        "hr/access/sign_in/login.html",
        status_code=refused.status if refused is not None else 200 if form.ok else 422,
        form=form,
        options=await passkey_options(visit.session, visit.vault, site, purpose="login"),
        connections=await connections(visit.session, usable=True),
    )


async def _second(visit: TenantRequest, form: Form, refused: DomainError | None = None) -> Response[Any]:
    session = visit.session
    try:
        user, _way = await resume(
            session, visit.vault, visit.request.cookies.get(cookie_name(visit.settings, STEP), "")
        )
    except HalfWayLostError as lost:
        return visit.redirect(href("hr.sign_in.show"), flash=str(lost))
    if refused is not None:
        form.refuse(refused)
    site = site_of(visit.request, visit.settings)
    return visit.render(
        "hr/access/sign_in/second.html",
        status_code=refused.status if refused is not None else 200,
        form=form,
        factors=await factors_of(session, user.id),
        recovery="recovery" in visit.query or bool(form.value("recovery")),
        options=await passkey_options(session, visit.vault, site, purpose=str(user.id), user=user),
    )
