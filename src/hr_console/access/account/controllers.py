"""One's own account: name, phone, password, sessions. Second factors stand beside, in `factors.py`."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.auth.devices import device_name
from ....platform.errors import DomainError
from ....platform.formats.contact import parse_mobile
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.sessions.errors import LoginRefusedError
from ....tenants.access.sign_in.errors import PasswordWrongError
from ....tenants.access.sign_in.factors import factors_of
from ....tenants.access.sign_in.passwords import change_password
from ....tenants.access.sign_in.profile import ask_phone, remove_phone, rename, set_phone
from ....tenants.access.sign_in.service import check_own_password
from ....tenants.access.sign_in.sessions import revoke, revoke_others, sessions_of
from ....tenants.access.users.models import LETTERS, User
from ....tenants.messaging.messages.members import choose_letters, has_suite
from ...actor import any_staff, reauthenticated
from ...context import Console, ConsoleRequest
from ..sign_in.session_start import client_of

_PHONE = reauthenticated(doing=lazy("修改登录手机号"), enrolling=True)
_PASSWORD = reauthenticated(doing=lazy("修改密码"), enrolling=True)


class AccountController(Controller):
    """`/hr/account`."""

    path = "/hr/account"
    dependencies = any_staff()

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """Everything at a glance."""
        return await _page(console)

    @post("/name")
    async def change_name(self, console: Console) -> Response[Any]:
        """What colleagues and candidates read."""
        form = await console.form()
        name = form.text("name", most=40)
        if not form.ok:
            return await _page(console, form)
        rename(console.session, await console.session.get_one(User, console.staff.id), name)
        return console.redirect(href("hr.account.show"), flash=_("姓名已保存。"))

    @post("/letters")
    async def change_letters(self, console: Console) -> Response[Any]:
        """Where reminders of one's tasks go."""
        form = await console.form()
        letters = form.value("letters")
        if letters in LETTERS:
            choose_letters(console.session, await console.session.get_one(User, console.staff.id), letters)
        return console.redirect(href("hr.account.show"), flash=_("已保存。"))

    @get("/phone", dependencies=_PHONE)
    async def show_phone(self, console: Console) -> Response[str]:
        """The form for a new phone."""
        return await _phone(console, Form(), sent=False)

    @post("/phone", dependencies=_PHONE)
    async def send_code(self, console: Console) -> Response[Any]:
        """Send a code to it: only who holds a phone can make it theirs."""
        form = await console.form()
        phone = form.parsed("phone", parse_mobile)
        if phone is None:
            return await _phone(console, form, sent=False)
        try:
            await ask_phone(
                console.session, console.vault, await console.session.get_one(User, console.staff.id), phone
            )
        except DomainError as refused:
            form.add_error("phone", str(refused))
        return await _phone(console, form, sent=form.ok)

    @post("/phone/check", dependencies=_PHONE)
    async def keep_phone(self, console: Console) -> Response[Any]:
        """Keep it once the code is right."""
        form = await console.form()
        phone, code = form.parsed("phone", parse_mobile), form.text("code", most=10)
        if phone is None or not form.ok:
            return await _phone(console, form, sent=phone is not None)
        try:
            await set_phone(
                console.session,
                console.vault,
                await console.session.get_one(User, console.staff.id),
                phone,
                code,
            )
        except DomainError as refused:
            form.refuse(refused)
            return await _phone(console, form, sent=refused.field == "code")
        return console.redirect(href("hr.account.show"), flash=_("手机号已绑定，可以用验证码登录。"))

    @post("/phone/remove", dependencies=_PHONE)
    async def forget_phone(self, console: Console) -> Response[Any]:
        """No more codes to a phone."""
        await remove_phone(console.session, await console.session.get_one(User, console.staff.id))
        return console.redirect(href("hr.account.show"), flash=_("手机号已解除绑定。"))

    @get("/password", dependencies=_PASSWORD)
    async def show_password(self, console: Console) -> Response[str]:
        """The form for a new password."""
        return await _password(console, Form())

    @post("/password", dependencies=_PASSWORD)
    async def keep_password(self, console: Console) -> Response[Any]:
        """Set it, and sign out everywhere else."""
        session = console.session
        user = await session.get_one(User, console.staff.id)
        form = await console.form()
        current = form.text("current", most=200, required=bool(user.password_hash))
        password = form.text("password", most=200)
        if form.ok:
            try:
                if user.password_hash:
                    client = await client_of(console)
                    await check_own_password(session, client, user, current)
                await change_password(session, user, password, keep=console.staff.session_id)
                said = _("密码已修改，其他设备已退出登录。")
                return console.redirect(href("hr.account.show"), flash=said)
            except LoginRefusedError:
                form.refuse(PasswordWrongError())
            except DomainError as refused:
                form.refuse(refused)
        return await _password(console, form)

    @post("/sessions/{session_id:uuid}/end")
    async def end(self, console: Console, session_id: FromPath[UUID]) -> Response[Any]:
        """Sign out one browser, from this moment."""
        await revoke(console.session, console.staff.id, session_id)
        return console.redirect(href("hr.account.show"), flash=_("已退出这台设备。"))

    @post("/sessions/end-others")
    async def end_others(self, console: Console) -> Response[Any]:
        """Sign out everywhere but here."""
        ended = await revoke_others(console.session, console.staff.id, console.staff.session_id)
        said = _("已退出其他 {n} 台设备。").format(n=ended) if ended else _("没有其他设备在登录。")
        return console.redirect(href("hr.account.show"), flash=said)


async def _page(console: ConsoleRequest, form: Form | None = None) -> Response[str]:
    session, staff = console.session, console.staff
    user = await session.get_one(User, staff.id)
    sessions = [
        (row, device_name(row.user_agent), row.id == staff.session_id)
        for row in await sessions_of(session, staff.id)
    ]
    return await console.page(
        "account",
        "hr/access/account/show.html",
        status_code=200 if form is None else 422,
        user=user,
        form=form or Form({"name": user.name}),
        factors=await factors_of(session, staff.id),
        suite=await has_suite(session),
        host=console.request.headers.get("host", "").rsplit(":", 1)[0],
        sessions=sorted(sessions, key=lambda item: not item[2]),
    )


async def _phone(console: ConsoleRequest, form: Form, *, sent: bool) -> Response[str]:
    return await console.page(
        "account",
        "hr/access/account/phone.html",
        status_code=200 if form.ok else 422,
        user=await console.session.get_one(User, console.staff.id),
        form=form,
        sent=sent,
    )


async def _password(console: ConsoleRequest, form: Form) -> Response[str]:
    return await console.page(
        "account",
        "hr/access/account/password.html",
        status_code=200 if form.ok else 422,
        user=await console.session.get_one(User, console.staff.id),
        form=form,
    )
