"""The words of a message handed in at the provider, and tried out on oneself."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.errors import DomainError
from ...platform.formats.contact import parse_mobile
from ...platform.http.forms import Form
from ...platform.http.pages import redirect
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...tenants.access.models import User
from ...tenants.access.permissions import Permission
from ...tenants.audit.service import attempt
from ...tenants.wording.filing import ask_filing, look_now, note_number
from ...tenants.wording.lint import LONGEST
from ...tenants.wording.trying import try_mail, try_text
from ..actor import Staff, needs
from .controllers import HOME
from .looking import typed
from .place import Place, editor_page, place_of, read

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_LONGEST_NUMBER = 40


class WordingFilingController(Controller):
    """`/hr/wording/<event>/<channel>/file` and `…/try`."""

    path = HOME + "/{event:str}/{channel:str}"
    dependencies = needs(Permission.SETTINGS_MANAGE)

    @post("/file")
    async def file(
        self,
        request: AnyRequest,
        event: FromPath[str],
        channel: FromPath[str],
        session: Session,
        staff: Me,
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Hand the newest words in, or ask how far they are; a number typed is one the provider gave by hand."""
        place = await place_of(session, settings, event, channel)
        newest, form = place.usage.newest, await Form.read(request)
        if newest is None or channel != "sms" or not newest.content:
            return redirect(request, place.url)
        number = form.value("number")
        if number.replace("_", "").isalnum() and len(number) <= _LONGEST_NUMBER and number.isascii():
            await note_number(session, newest, place.sender.key, number, actor=staff.actor)
        elif place.usage.filing.state == "checking":
            await look_now(session, newest, place.sender.key)
        else:
            await ask_filing(session, newest, place.sender.key, actor=staff.actor)
        return redirect(request, place.url, flash=_("已提交，结果稍后显示在这里。"))

    @post("/try")
    async def try_out(
        self,
        request: AnyRequest,
        event: FromPath[str],
        channel: FromPath[str],
        session: Session,
        staff: Me,
        vault: NamedDependency[Vault],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Send oneself what is typed (an e-mail), or the words that are filed (a text message)."""
        place = await place_of(session, settings, event, channel)
        form = await read(request, channel)
        try:
            async with attempt(session):
                said = await _try(session, vault, staff, place, form)
        except DomainError as refused:
            form.add_error("phone" if channel == "sms" else "", str(refused))
            said = ""
        if not form.ok:
            return await editor_page(request, session, staff, vault, settings, place, form, status=422)
        return redirect(request, place.url, flash=said)


async def _try(session: AsyncSession, vault: Vault, staff: Staff, place: Place, form: Form) -> str:
    if place.channel == "email":
        content = typed(form.values(), "email")
        user = await session.get_one(User, staff.id)
        if not all(content.values()) or any(len(text) > LONGEST[name] for name, text in content.items()):
            form.add_error("", _("请先写完再发送测试。"))
        elif "@" not in user.login:
            form.add_error("", _("您的账号不是邮箱，收不到测试邮件。"))
        else:
            await try_mail(session, staff.id, place.event, content)
        return _("测试邮件已发往 {to}，里面是示例数据。").format(to=user.login)
    sent, phone = place.usage.sent, form.parsed("phone", parse_mobile)
    if sent is None or not sent.content:
        form.add_error("phone", _("通过报备之后才能发送测试短信。"))
    elif phone is not None:
        code = str(sent.filings[place.sender.key]["code"])
        await try_text(session, vault, staff.id, sent, place.sender.key, code, phone)
    return _("测试短信已发出，里面是示例数据。")
