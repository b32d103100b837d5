"""One's own second factors: the authenticator app, passkeys, recovery codes."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.auth.devices import device_name
from ....platform.auth.totp import qr_code, secret_uri
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.sign_in.factors import (
    asked_of,
    begin_app,
    confirm_app,
    factors_of,
    make_recovery_codes,
    remove_app,
)
from ....tenants.access.sign_in.passkeys import add_passkey, new_passkey_options, remove_passkey
from ....tenants.access.users.models import User
from ....tenants.company.settings.queries import tenant_settings
from ...actor import reauthenticated
from ...context import Console, ConsoleRequest
from ..sign_in.session_start import site_of


class FactorController(Controller):
    """`/hr/account/…`: everything here asks for a fresh proof first."""

    path = "/hr/account"
    dependencies = reauthenticated(doing=lazy("修改两步验证"), enrolling=True)

    @get("/second-factor")
    async def choose(self, console: Console) -> Response[Any]:
        """Which one to add; who is asked to have one comes here first."""
        found = await factors_of(console.session, console.staff.id)
        asked = asked_of((await tenant_settings(console.session)).second_factor, console.staff.rights)
        return await _page(console, "choose", factors=found, asked=asked)

    @get("/app")
    async def show_app(self, console: Console) -> Response[Any]:
        """The QR code."""
        return await _app(console, Form())

    @post("/app")
    async def keep_app(self, console: Console) -> Response[Any]:
        """The app counts once it has shown a right code."""
        form = await console.form()
        code = form.text("code", most=10)
        if form.ok:
            user = await console.session.get_one(User, console.staff.id)
            try:
                codes = await confirm_app(console.session, console.vault, user, code)
                return await _added(console, codes, _("验证器已添加。"))
            except DomainError as refused:
                form.refuse(refused)
        return await _app(console, form)

    @post("/app/remove")
    async def forget_app(self, console: Console) -> Response[Any]:
        """Without the app from now on."""
        await remove_app(
            console.session, await console.session.get_one(User, console.staff.id), actor=console.actor
        )
        return console.redirect(href("hr.account.show"), flash=_("验证器已移除。"))

    @get("/passkeys/new")
    async def show_passkey(self, console: Console) -> Response[Any]:
        """The button that has the browser make a passkey."""
        name = device_name(console.request.headers.get("user-agent", ""))
        return await _passkey(console, Form({"name": name}))

    @post("/passkeys/new")
    async def keep_passkey(self, console: Console) -> Response[Any]:
        """Keep what the browser has made."""
        form = await console.form()
        name = form.text("name", most=40)
        if form.ok:
            user = await console.session.get_one(User, console.staff.id)
            site, answer = site_of(console.request, console.settings), form.value("answer")
            try:
                codes = await add_passkey(console.session, console.vault, site, user, answer, name)
                return await _added(console, codes, _("通行密钥已添加。"))
            except DomainError as refused:
                form.refuse(refused)
        return await _passkey(console, form)

    @post("/passkeys/{passkey_id:uuid}/remove")
    async def forget_passkey(self, console: Console, passkey_id: FromPath[UUID]) -> Response[Any]:
        """Without this passkey from now on."""
        user = await console.session.get_one(User, console.staff.id)
        await remove_passkey(console.session, user, passkey_id, actor=console.actor)
        return console.redirect(href("hr.account.show"), flash=_("通行密钥已移除。"))

    @post("/recovery")
    async def new_recovery_codes(self, console: Console) -> Response[Any]:
        """Ten new ones, shown this once."""
        user = await console.session.get_one(User, console.staff.id)
        if not user.second_factor:
            return console.redirect(href("hr.account.show"), flash=_("请先添加两步验证方式。"))
        codes = await make_recovery_codes(console.session, console.vault, user)
        return await _page(console, "codes", codes=codes, said=_("旧的恢复码已作废。"))


async def _added(console: ConsoleRequest, codes: list[str], said: str) -> Response[Any]:
    if not codes:
        return console.redirect(href("hr.account.show"), flash=said)
    return await _page(console, "codes", codes=codes, said=said)


async def _app(console: ConsoleRequest, form: Form) -> Response[Any]:
    session = console.session
    if (await factors_of(session, console.staff.id)).app:
        return console.redirect(href("hr.account.show"), flash=_("已有验证器。要更换，请先移除。"))
    user = await session.get_one(User, console.staff.id)
    secret = await begin_app(session, console.vault, user)
    uri = secret_uri(secret, account=user.login, company=console.tenant.name)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return await _page(console, "app", form=form, picture=qr_code(uri), secret=spaced, uri=uri)


async def _passkey(console: ConsoleRequest, form: Form) -> Response[Any]:
    user = await console.session.get_one(User, console.staff.id)
    options = await new_passkey_options(
        console.session, console.vault, site_of(console.request, console.settings), user
    )
    return await _page(console, "passkey", form=form, options=options)


async def _page(console: ConsoleRequest, name: str, **context: Any) -> Response[str]:
    form = context.get("form")
    return await console.page(
        "account",
        f"hr/access/account/{name}.html",
        status_code=200 if form is None or form.ok else 422,
        **context,
    )
