"""消息通道: the tenant's own SMS gateway, robots in group chats, and an application that writes to single members."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.providers.im.port import AppPlatform, RobotPlatform
from ....platform.providers.im.registry import APPS, ROBOTS
from ....platform.providers.sms.port import SmsGateway
from ....platform.providers.sms.registry import GATEWAYS
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.features import topics
from ....tenants.messaging.channels.models import ChannelAccount
from ....tenants.messaging.channels.service import (
    account_of,
    accounts,
    decrypted_account,
    save_account,
    try_robot,
)
from ....tenants.messaging.channels.types import APP_KINDS, ROBOT_KINDS
from ....tenants.messaging.messages.members import try_personal
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest
from .form import channel, fields_of, filed_texts, read_account, secret_of

_PROVEN = reauthenticated(SettingsPermission.MANAGE, doing=lazy("修改消息通道"))


class ChannelController(Controller):
    """`/hr/channels`."""

    path = "/hr/channels"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every channel, and what came of its last message."""
        rows = await accounts(console.session)
        template = "hr/messaging/channels/list.html"
        return await console.page(
            "channels",
            template,
            rows=rows,
            sms=list(GATEWAYS.values()),
            robots=list(ROBOTS.values()),
            apps=list(APPS.values()),
            topics=list(topics().values()),
            sign_name=console.settings.sms_sign_name,
        )

    @get("/new/{kind:str}")
    async def blank(self, console: Console, kind: FromPath[str]) -> Response[str]:
        """An empty form for one kind."""
        values = {"name": str(channel(kind).label), "enabled": "1"} | {
            f"topic-{topic}": "1" for topic in topics()
        }
        return await _form(console, kind, None, Form(values))

    @post("/new/{kind:str}", dependencies=_PROVEN)
    async def make(self, console: Console, kind: FromPath[str]) -> Response[Any]:
        """Keep a new one."""
        return await self._save(console, kind, None)

    @get("/{account_id:uuid}")
    async def show(self, console: Console, account_id: FromPath[UUID]) -> Response[str]:
        """One channel; its secrets are never shown again."""
        found = await account_of(console.session, account_id)
        values = {"name": found.name, **found.facts} | {f"topic-{topic}": "1" for topic in found.topics}
        if found.enabled:
            values["enabled"] = "1"
        hook = (await decrypted_account(console.session, console.vault, found)).secrets["hook"]
        return await _form(console, found.kind, found, Form(values), hook=hook)

    @post("/{account_id:uuid}", dependencies=_PROVEN)
    async def change(self, console: Console, account_id: FromPath[UUID]) -> Response[Any]:
        """Change one; an empty secret keeps the old one."""
        found = await account_of(console.session, account_id)
        return await self._save(console, found.kind, found)

    @post("/{account_id:uuid}/try")
    async def attempt(self, console: Console, account_id: FromPath[UUID]) -> Response[Any]:
        """Have a robot say that it is there, or an application write to who asks."""
        session = console.session
        found = await account_of(session, account_id)
        if found.kind in ROBOT_KINDS:
            await try_robot(session, found, actor=console.actor)
        elif found.kind in APP_KINDS:
            await try_personal(session, found, user_id=console.staff.id)
        return console.redirect(
            href("hr.channels.listing"), flash=_("测试消息正在发送，结果稍后显示在这里。")
        )

    async def _save(self, console: ConsoleRequest, kind: str, found: ChannelAccount | None) -> Response[Any]:
        form = await console.form()
        wanted = read_account(form, channel(kind), known=found is not None)
        if not form.ok:
            hook = (
                (await decrypted_account(console.session, console.vault, found)).secrets["hook"]
                if found is not None
                else ""
            )
            return await _form(console, kind, found, form, hook=hook, status=422)
        await save_account(console.session, console.vault, found, wanted, actor=console.actor)
        return console.redirect(
            href("hr.channels.listing"), flash=_("已保存「{name}」。").format(name=wanted.name)
        )


async def _form(
    console: ConsoleRequest,
    kind: str,
    found: ChannelAccount | None,
    form: Form,
    *,
    hook: str = "",
    status: int = 200,
) -> Response[str]:
    tenant, known = console.tenant, channel(kind)
    return await console.page(
        "channels",
        "hr/messaging/channels/form.html",
        status_code=status,
        kind=known,
        robot=isinstance(known, RobotPlatform),
        app=isinstance(known, AppPlatform),
        fields=fields_of(known),
        secret=secret_of(known),
        account=found,
        hook=tenant.origin + href("portal.messages.own_receipts", token=hook) if hook else "",
        templates=filed_texts(console.settings.origin(), known) if isinstance(known, SmsGateway) else [],
        topics=list(topics().values()),
        form=form,
    )
