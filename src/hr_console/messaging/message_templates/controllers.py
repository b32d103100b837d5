"""消息模板: every message with the words it uses, and messages of the tenant's own."""

from decimal import Decimal
from typing import Any

from litestar import Controller, Response, get, post

from ....platform.errors import DomainError
from ....platform.formats import FormatError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.audit.service import attempt
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.messaging.channels.types import CHANNELS
from ....tenants.messaging.message_templates.built_in import built_in_messages
from ....tenants.messaging.message_templates.custom import PREFIX
from ....tenants.messaging.message_templates.queries import titles, usages
from ....tenants.messaging.message_templates.service import add_own, set_price
from ...actor import needs
from ...context import Console, ConsoleRequest
from .preview import channel_in_use

_LONGEST_TITLE = 20
_HIGHEST_PRICE = Decimal(10)
_INTERVIEWS, _DOCUMENTS = "interview_", ("pool_", "contract_")


class MessageTemplateController(Controller):
    """`/hr/message-templates`."""

    path = "/hr/message-templates"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every message, and which words go out on each channel."""
        price = (await tenant_settings(console.session)).sms_price
        return await _list(console, Form({"price": f"{price.normalize():f}"}))

    @post("/price")
    async def price(self, console: Console) -> Response[Any]:
        """What one part of a text message costs."""
        form = await console.form()
        price = form.parsed("price", _parse_price)
        if price is None:
            return await _list(console, form, status=422)
        await set_price(console.session, price, actor=console.actor)
        return console.redirect(href("hr.message_templates.listing"), flash=_("已保存。"))

    @post("/own")
    async def own(self, console: Console) -> Response[Any]:
        """Begin a message of the tenant's own."""
        form = await console.form()
        title = form.text("title", most=_LONGEST_TITLE)
        if form.ok:
            try:
                async with attempt(console.session):
                    key = await add_own(console.session, title, actor=console.actor)
                return console.redirect(
                    href("hr.message_templates.editor.show", event=key, channel="email"),
                    flash=_("请写好内容，发布后就可以使用。"),
                )
            except DomainError as refused:
                form.refuse(refused)
        return await _list(console, form, status=422)


def _parse_price(text: str) -> Decimal:
    """Yuan, to a tenth of a fen.

    Raises:
        FormatError: not such a number.
    """
    try:
        price = Decimal(text)
        if price.is_finite() and 0 <= price <= _HIGHEST_PRICE and price == round(price, 4):
            return price
    except ArithmeticError:
        pass
    raise FormatError("price", _("请填写 0 到 10 之间的数，最多四位小数。"))


async def _list(console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
    session = console.session
    sender = await channel_in_use(session, console.settings)
    named = await titles(session)
    groups: dict[str, list[str]] = {}
    for event in named:
        groups.setdefault(_group(event), []).append(event)
    return await console.page(
        "message_templates",
        "hr/messaging/message_templates/list.html",
        status_code=status,
        titles=named,
        groups=[(words, groups.get(name, [])) for name, words in _GROUPS],
        usages=await usages(session, sender.key),
        channels=CHANNELS,
        sender=sender,
        form=form,
    )


_GROUPS = (
    ("answers", lazy("答复")),
    ("meetings", lazy("面试安排")),
    ("documents", lazy("签约和人才库")),
    ("own", lazy("自定义消息")),
)


def _group(event: str) -> str:
    if event.startswith(PREFIX) or event not in built_in_messages():
        return "own"
    if event.startswith(_INTERVIEWS):
        return "meetings"
    return "documents" if event.startswith(_DOCUMENTS) else "answers"
