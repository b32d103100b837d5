"""消息通道: the tenant's own SMS gateway, robots in group chats, and an application that writes to single members."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.providers.im.robots import HOSTS
from ....platform.providers.sms.tencent import numbered
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.messaging.channels.models import (
    APP_KINDS,
    ROBOT_KINDS,
    SENDER_KINDS,
    SMS_KINDS,
    SenderAccount,
)
from ....tenants.messaging.channels.service import (
    WantedAccount,
    account_of,
    accounts,
    opened,
    save_account,
    try_robot,
)
from ....tenants.messaging.channels.topics import Topic
from ....tenants.messaging.message_templates.built_in import NOTICES, sms_templates
from ....tenants.messaging.messages.members import try_personal
from ...actor import needs, proven
from ...context import Console, ConsoleRequest

NAMES = {
    "aliyun": lazy("阿里云短信"),
    "tencent": lazy("腾讯云短信"),
    "wecom": lazy("企业微信群机器人"),
    "dingtalk": lazy("钉钉群机器人"),
    "feishu": lazy("飞书群机器人"),
    "wecom_app": lazy("企业微信应用"),
    "dingtalk_app": lazy("钉钉应用"),
    "feishu_app": lazy("飞书应用"),
}
# What each kind of application is known by, beside its secret.
_APP_FIELDS = {
    "wecom_app": ("client_id", "agent_id"),
    "dingtalk_app": ("client_id", "agent_id"),
    "feishu_app": ("client_id",),
}
_PROVEN = proven(SettingsPermission.MANAGE, doing=lazy("修改消息通道"))
_HOOKS = {"wecom": "/cgi-bin/webhook/send", "dingtalk": "/robot/send", "feishu": "/open-apis/bot/v2/hook/"}


class SenderController(Controller):
    """`/hr/senders`."""

    path = "/hr/senders"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every channel, and what came of its last message."""
        rows = await accounts(console.session)
        template = "hr/messaging/channels/list.html"
        return await console.page(
            "senders",
            template,
            rows=rows,
            names=NAMES,
            topics=list(Topic),
            kinds=SENDER_KINDS,
            sign_name=console.settings.sms_sign_name,
        )

    @get("/new/{kind:str}")
    async def blank(self, console: Console, kind: FromPath[str]) -> Response[str]:
        """An empty form for one kind."""
        kind = kind if kind in SENDER_KINDS else SENDER_KINDS[0]
        values = {"name": str(NAMES[kind]), "enabled": "1"} | {f"topic-{topic}": "1" for topic in Topic}
        return await _form(console, kind, None, Form(values))

    @post("/new/{kind:str}", dependencies=_PROVEN)
    async def make(self, console: Console, kind: FromPath[str]) -> Response[Any]:
        """Keep a new one."""
        kind = kind if kind in SENDER_KINDS else SENDER_KINDS[0]
        return await self._save(console, kind, None)

    @get("/{account_id:uuid}")
    async def show(self, console: Console, account_id: FromPath[UUID]) -> Response[str]:
        """One channel; its secrets are never shown again."""
        found = await account_of(console.session, account_id)
        values = {"name": found.name, **found.facts} | {f"topic-{topic}": "1" for topic in found.topics}
        if found.enabled:
            values["enabled"] = "1"
        hook = (await opened(console.session, console.vault, found)).secrets["hook"]
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
        return console.redirect("/hr/senders", flash=_("测试消息正在发送，结果稍后显示在这里。"))

    async def _save(self, console: ConsoleRequest, kind: str, found: SenderAccount | None) -> Response[Any]:
        form = await console.form()
        known = found is not None
        wanted = _reader(kind)(form, kind, known)
        if not form.ok:
            hook = (
                (await opened(console.session, console.vault, found)).secrets["hook"]
                if found is not None
                else ""
            )
            return await _form(console, kind, found, form, hook=hook, status=422)
        await save_account(console.session, console.vault, found, wanted, actor=console.actor)
        return console.redirect("/hr/senders", flash=_("已保存「{name}」。").format(name=wanted.name))


async def _form(
    console: ConsoleRequest,
    kind: str,
    found: SenderAccount | None,
    form: Form,
    *,
    hook: str = "",
    status: int = 200,
) -> Response[str]:
    tenant = console.tenant
    return await console.page(
        "senders",
        "hr/messaging/channels/form.html",
        status_code=status,
        kind=kind,
        kind_name=NAMES[kind],
        robot=kind in ROBOT_KINDS,
        app=_APP_FIELDS.get(kind, ()),
        account=found,
        hook=f"{tenant.origin}/hooks/sms/own/{hook}" if hook else "",
        templates=filed_texts(console.settings.origin(), kind) if kind in SMS_KINDS else [],
        topics=list(Topic),
        form=form,
    )


def filed_texts(origin: str, kind: str) -> list[tuple[str, str, str]]:
    """Code, title and words of our templates as they are to be filed with a carrier: Tencent numbers its variables."""
    titles = {notice.sms.code: notice.title for notice in NOTICES.values()}
    words = sms_templates(origin)
    return [
        (code, titles[code], numbered(text) if kind == "tencent" else text) for code, text in words.items()
    ]


def _reader(kind: str) -> Callable[[Form, str, bool], WantedAccount]:
    if kind in SMS_KINDS:
        return _read_sms
    return _read_robot if kind in ROBOT_KINDS else _read_app


def _read_app(form: Form, kind: str, known: bool) -> WantedAccount:
    name = form.text("name", most=40)
    facts = {field: form.text(field, most=80) for field in _APP_FIELDS[kind]}
    if facts.get("agent_id") and not facts["agent_id"].isdecimal():
        form.add_error("agent_id", _("AgentId 是一串数字。"))
    secret = form.text("secret", required=not known, most=200)
    return WantedAccount(kind, name, facts, {"secret": secret}, enabled=form.checked("enabled"))


def _read_sms(form: Form, kind: str, known: bool) -> WantedAccount:
    name = form.text("name", most=40)
    needed = ("key_id", "sign_name") if kind == "aliyun" else ("key_id", "app_id", "sign_name")
    facts = {field: form.text(field, most=80) for field in needed}
    if facts.get("app_id") and not facts["app_id"].isdecimal():
        form.add_error("app_id", _("SDKAppID 是一串数字。"))
    for code in sms_templates(""):
        number = facts[f"template-{code}"] = form.text(f"template-{code}", most=40)
        if number and kind == "tencent" and not number.isdecimal():
            form.add_error(f"template-{code}", _("腾讯云的模板 ID 是一串数字。"))
    secret = form.text("secret", required=not known, most=200)
    return WantedAccount(kind, name, facts, {"secret": secret}, enabled=form.checked("enabled"))


def _read_robot(form: Form, kind: str, known: bool) -> WantedAccount:
    name = form.text("name", most=40)
    address = form.text("webhook", required=not known, most=500)
    token = robot_token(kind, address) if address else ""
    if address and not token:
        form.add_error(
            "webhook", _("这不是{kind}的 Webhook 地址，请从群设置中完整复制。").format(kind=NAMES[kind])
        )
    sign = form.text("sign", required=not known and kind != "wecom", most=200)
    topics = [topic.value for topic in Topic if form.checked(f"topic-{topic}")]
    return WantedAccount(
        kind, name, {}, {"token": token, "sign": sign}, topics=topics, enabled=form.checked("enabled")
    )


def robot_token(kind: str, address: str) -> str:
    """What a webhook's address carries; empty where the address is not one of this platform's own host."""
    host = next(host for name, host in HOSTS.items() if name == kind)
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != host or not parts.path.startswith(_HOOKS[kind]):
        return ""
    if kind == "feishu":
        token = parts.path.removeprefix(_HOOKS[kind])
    else:
        token = parse_qs(parts.query).get("key" if kind == "wecom" else "access_token", [""])[0]
    return token if token.replace("-", "").replace("_", "").isalnum() else ""
