"""What a link in a mail opens: joining by an invitation, a new password; and asking for the latter."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_email
from ....platform.http.forms import Form
from ....platform.http.pages import page, redirect
from ....platform.http.work import tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.settings import Settings
from ....tenants.access.sign_in.passwords import ask_reset, finish_reset, reset_of
from ....tenants.access.users.service import invitation_of, join
from .session_start import client_of, let_in

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Vault = NamedDependency[Any]
_Settings = NamedDependency[Settings]


class LinkController(Controller):
    """`/hr/join/…`, `/hr/forgot`, `/hr/reset/…`. Opening a link changes nothing: mail programs open them too."""

    path = "/hr"

    @get("/join/{token:str}")
    async def show_invitation(
        self, request: AnyRequest, token: FromPath[str], session: Session, vault: Vault
    ) -> Response[Any]:
        """Who asks, and the form to join."""
        invitation = await invitation_of(session, vault, token)
        form = Form({"name": invitation.name})
        return page(request, "hr/access/sign_in/join.html", form=form, invitation=invitation, token=token)

    @post("/join/{token:str}")
    async def join(
        self, request: AnyRequest, token: FromPath[str], session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """Become a member, and be signed in."""
        invitation = await invitation_of(session, vault, token, lock=True)
        form = await Form.read(request)
        name, password = form.text("name", most=40), _new_password(form)
        if form.ok:
            try:
                async with session.begin_nested():
                    user = await join(session, invitation, name=name, password=password)
                said = _("欢迎加入，{name}。").format(name=name)
                return await let_in(
                    request, session, vault, settings, user, way="password", onward="/hr/", flash=said
                )
            except DomainError as refused:
                form.refuse(refused)
        return page(
            request,
            "hr/access/sign_in/join.html",
            status_code=422,
            form=form,
            invitation=invitation,
            token=token,
        )

    @get("/forgot")
    async def show_forgot(self, request: AnyRequest) -> Response[Any]:
        """The form to ask for a new password."""
        tenant_of_request(request)
        return page(request, "hr/access/sign_in/forgot.html", form=Form(), asked="")

    @post("/forgot")
    async def forgot(
        self, request: AnyRequest, session: Session, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """Have a link sent, if there is somebody with this address; the answer is the same."""
        form = await Form.read(request)
        login = form.parsed("login", parse_email)
        if login is not None:
            try:
                client = await client_of(request, session, vault, settings)
                await ask_reset(session, client, login)
                return page(request, "hr/access/sign_in/forgot.html", form=form, asked=login)
            except DomainError as refused:
                form.add_error("login", str(refused))
        return page(request, "hr/access/sign_in/forgot.html", status_code=422, form=form, asked="")

    @get("/reset/{token:str}")
    async def show_reset(
        self, request: AnyRequest, token: FromPath[str], session: Session, vault: Vault
    ) -> Response[Any]:
        """The form for the new password."""
        _reset, user = await reset_of(session, vault, token)
        return page(request, "hr/access/sign_in/reset.html", form=Form(), login=user.login, token=token)

    @post("/reset/{token:str}")
    async def reset(
        self, request: AnyRequest, token: FromPath[str], session: Session, vault: Vault
    ) -> Response[Any]:
        """Set it; signing in comes next, with the second factor where there is one."""
        found, user = await reset_of(session, vault, token, lock=True)
        form = await Form.read(request)
        password = _new_password(form)
        if form.ok:
            try:
                await finish_reset(session, found, user, password)
                said = _("密码已重设，所有设备已退出，请用新密码登录。")
                return redirect(request, "/hr/login", flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return page(
            request, "hr/access/sign_in/reset.html", status_code=422, form=form, login=user.login, token=token
        )


def _new_password(form: Form) -> str:
    return form.text("password", most=200)
