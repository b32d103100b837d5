"""The words of a message handed in at the provider, and tried out on oneself."""

from typing import Any

from litestar import Controller, Response, post

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_mobile
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.models import User
from ....tenants.audit.service import attempt
from ....tenants.messaging.message_templates.lint import LONGEST
from ....tenants.messaging.message_templates.registration import ask_filing, look_now, note_number
from ....tenants.messaging.message_templates.trials import ApprovedText, try_mail, try_text
from .page import AT_PLACE, Here, Place
from .preview import typed

_LONGEST_NUMBER = 40


class MessageTemplateRegistrationController(Controller):
    """`/hr/message-templates/<event>/<channel>/file` and `…/try`."""

    path = "/hr/message-templates/{event:str}/{channel:str}"
    dependencies = AT_PLACE

    @post("/file")
    async def file(self, place: Here) -> Response[Any]:
        """Hand the newest words in, or ask how far they are; a number typed is one the provider gave by hand."""
        newest, form = place.usage.newest, await place.console.form()
        if newest is None or place.channel != "sms" or not newest.content:
            return place.console.redirect(place.url)
        number, actor = form.value("number"), place.console.actor
        if number.replace("_", "").isalnum() and len(number) <= _LONGEST_NUMBER and number.isascii():
            await note_number(place.console.session, newest, place.sender.key, number, actor=actor)
        elif place.usage.filing.state == "checking":
            await look_now(place.console.session, newest, place.sender.key)
        else:
            await ask_filing(place.console.session, newest, place.sender.key, actor=actor)
        return place.console.redirect(place.url, flash=_("已提交，结果稍后显示在这里。"))

    @post("/try")
    async def try_out(self, place: Here) -> Response[Any]:
        """Send oneself what is typed (an e-mail), or the words that are filed (a text message)."""
        form = await place.read()
        try:
            async with attempt(place.console.session):
                said = await _try(place, form)
        except DomainError as refused:
            form.add_error("phone" if place.channel == "sms" else "", str(refused))
            said = ""
        if not form.ok:
            return await place.page(form, status=422)
        return place.console.redirect(place.url, flash=said)


async def _try(place: Place, form: Form) -> str:
    session, staff = place.console.session, place.console.staff
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
        await try_text(
            session, place.console.vault, staff.id, ApprovedText(sent, place.sender.key, code), phone
        )
    return _("测试短信已发出，里面是示例数据。")
