"""One's own second factors: the authenticator app, passkeys, recovery codes."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.auth.devices import device_name
from ....platform.auth.totp import qr_code, secret_uri
from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.http.work import tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.settings import Settings
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
from ...actor import Staff, proven
from ...nav import console_page
from ..sign_in.session_start import site_of

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
Vault = NamedDependency[Any]
_Settings = NamedDependency[Settings]


class FactorController(Controller):
    """`/hr/account/…`: everything here asks for a fresh proof first."""

    path = "/hr/account"
    dependencies = proven(doing=lazy("修改两步验证"), enrolling=True)

    @get("/second-factor")
    async def choose(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Which one to add; who is asked to have one comes here first."""
        found = await factors_of(session, staff.id)
        asked = asked_of((await tenant_settings(session)).second_factor, staff.rights)
        return await _page(request, session, staff, "choose", factors=found, asked=asked)

    @get("/app")
    async def show_app(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[Any]:
        """The QR code."""
        return await _app(request, session, staff, vault, Form())

    @post("/app")
    async def keep_app(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[Any]:
        """The app counts once it has shown a right code."""
        form = await Form.read(request)
        code = form.text("code", most=10)
        if form.ok:
            user = await session.get_one(User, staff.id)
            try:
                codes = await confirm_app(session, vault, user, code)
                return await _added(request, session, staff, codes, _("验证器已添加。"))
            except DomainError as refused:
                form.refuse(refused)
        return await _app(request, session, staff, vault, form)

    @post("/app/remove")
    async def forget_app(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Without the app from now on."""
        await remove_app(session, await session.get_one(User, staff.id), actor=staff.actor)
        return redirect(request, "/hr/account", flash=_("验证器已移除。"))

    @get("/passkeys/new")
    async def show_passkey(
        self, request: AnyRequest, session: Session, staff: Me, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """The button that has the browser make a passkey."""
        name = device_name(request.headers.get("user-agent", ""))
        return await _passkey(request, session, staff, vault, settings, Form({"name": name}))

    @post("/passkeys/new")
    async def keep_passkey(
        self, request: AnyRequest, session: Session, staff: Me, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """Keep what the browser has made."""
        form = await Form.read(request)
        name = form.text("name", most=40)
        if form.ok:
            user = await session.get_one(User, staff.id)
            site, answer = site_of(request, settings), form.value("answer")
            try:
                codes = await add_passkey(session, vault, site, user, answer, name)
                return await _added(request, session, staff, codes, _("通行密钥已添加。"))
            except DomainError as refused:
                form.refuse(refused)
        return await _passkey(request, session, staff, vault, settings, form)

    @post("/passkeys/{passkey_id:uuid}/remove")
    async def forget_passkey(
        self, request: AnyRequest, passkey_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Without this passkey from now on."""
        user = await session.get_one(User, staff.id)
        await remove_passkey(session, user, passkey_id, actor=staff.actor)
        return redirect(request, "/hr/account", flash=_("通行密钥已移除。"))

    @post("/recovery")
    async def new_recovery_codes(
        self, request: AnyRequest, session: Session, staff: Me, vault: Vault
    ) -> Response[Any]:
        """Ten new ones, shown this once."""
        user = await session.get_one(User, staff.id)
        if not user.second_factor:
            return redirect(request, "/hr/account", flash=_("请先添加两步验证方式。"))
        codes = await make_recovery_codes(session, vault, user)
        return await _page(request, session, staff, "codes", codes=codes, said=_("旧的恢复码已作废。"))


async def _added(
    request: AnyRequest, session: AsyncSession, staff: Staff, codes: list[str], said: str
) -> Response[Any]:
    if not codes:
        return redirect(request, "/hr/account", flash=said)
    return await _page(request, session, staff, "codes", codes=codes, said=said)


async def _app(
    request: AnyRequest, session: AsyncSession, staff: Staff, vault: Any, form: Form
) -> Response[Any]:
    if (await factors_of(session, staff.id)).app:
        return redirect(request, "/hr/account", flash=_("已有验证器。要更换，请先移除。"))
    user = await session.get_one(User, staff.id)
    secret = await begin_app(session, vault, user)
    uri = secret_uri(secret, account=user.login, company=tenant_of_request(request).name)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return await _page(
        request, session, staff, "app", form=form, picture=qr_code(uri), secret=spaced, uri=uri
    )


async def _passkey(
    request: AnyRequest, session: AsyncSession, staff: Staff, vault: Any, settings: Settings, form: Form
) -> Response[Any]:
    user = await session.get_one(User, staff.id)
    options = await new_passkey_options(session, vault, site_of(request, settings), user)
    return await _page(request, session, staff, "passkey", form=form, options=options)


async def _page(
    request: AnyRequest, session: AsyncSession, staff: Staff, name: str, **context: Any
) -> Response[str]:
    form = context.get("form")
    return await console_page(
        request,
        session,
        staff,
        "account",
        f"hr/access/account/{name}.html",
        status_code=200 if form is None or form.ok else 422,
        **context,
    )
