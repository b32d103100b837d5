"""What a link in a mail opens: joining by an invitation, a new password; and asking for the latter."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_email
from ....platform.http.addresses import href
from ....platform.http.context import Visit
from ....platform.http.forms import Form
from ....platform.http.pages import page
from ....platform.http.work import tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.requests import AnyRequest
from ....tenants.access.sign_in.passwords import ask_reset, finish_reset, reset_of
from ....tenants.access.users.service import invitation_of, join
from .session_start import client_of, let_in


class LinkController(Controller):
    """`/hr/join/…`, `/hr/forgot`, `/hr/reset/…`. Opening a link changes nothing: mail programs open them too."""

    path = "/hr"

    @get("/join/{token:str}")
    async def show_invitation(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """Who asks, and the form to join."""
        invitation = await invitation_of(visit.session, visit.vault, token)
        form = Form({"name": invitation.name})
        return visit.render("hr/access/sign_in/join.html", form=form, invitation=invitation, token=token)

    @post("/join/{token:str}")
    async def join(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """Become a member, and be signed in."""
        session = visit.session
        invitation = await invitation_of(session, visit.vault, token, lock=True)
        form = await visit.form()
        name, password = form.text("name", most=40), _new_password(form)
        if form.ok:
            try:
                async with session.begin_nested():
                    user = await join(session, invitation, name=name, password=password)
                said = _("欢迎加入，{name}。").format(name=name)
                return await let_in(visit, user, way="password", onward=href("hr.todo.show"), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return visit.render(
            "hr/access/sign_in/join.html", status_code=422, form=form, invitation=invitation, token=token
        )

    @get("/forgot")
    async def show_forgot(self, request: AnyRequest) -> Response[Any]:
        """The form to ask for a new password."""
        tenant_of_request(request)
        return page(request, "hr/access/sign_in/forgot.html", form=Form(), asked="")

    @post("/forgot")
    async def forgot(self, visit: Visit) -> Response[Any]:
        """Have a link sent, if there is somebody with this address; the answer is the same."""
        form = await visit.form()
        login = form.parsed("login", parse_email)
        if login is not None:
            try:
                client = await client_of(visit)
                await ask_reset(visit.session, client, login)
                return visit.render("hr/access/sign_in/forgot.html", form=form, asked=login)
            except DomainError as refused:
                form.add_error("login", str(refused))
        return visit.render("hr/access/sign_in/forgot.html", status_code=422, form=form, asked="")

    @get("/reset/{token:str}")
    async def show_reset(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """The form for the new password."""
        _reset, user = await reset_of(visit.session, visit.vault, token)
        return visit.render("hr/access/sign_in/reset.html", form=Form(), login=user.login, token=token)

    @post("/reset/{token:str}")
    async def reset(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """Set it; signing in comes next, with the second factor where there is one."""
        found, user = await reset_of(visit.session, visit.vault, token, lock=True)
        form = await visit.form()
        password = _new_password(form)
        if form.ok:
            try:
                await finish_reset(visit.session, found, user, password)
                said = _("密码已重设，所有设备已退出，请用新密码登录。")
                return visit.redirect(href("hr.sign_in.show"), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return visit.render(
            "hr/access/sign_in/reset.html", status_code=422, form=form, login=user.login, token=token
        )


def _new_password(form: Form) -> str:
    return form.text("password", most=200)
