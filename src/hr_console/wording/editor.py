"""The words of one message on one channel: typed, looked at, put in use, filed, tried, gone back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.errors import DomainError
from ...platform.formats.contact import parse_mobile
from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...tenants.access.models import User
from ...tenants.access.permissions import Permission
from ...tenants.audit.service import attempt
from ...tenants.wording.filing import ask_filing, look_now, note_number
from ...tenants.wording.lint import LONGEST
from ...tenants.wording.queries import (
    Usage,
    built_in,
    title_or_missing,
    usage,
    version_of,
    versions_of,
)
from ...tenants.wording.service import drop_draft, publish, save_draft
from ...tenants.wording.text import normal
from ...tenants.wording.trying import try_mail, try_text
from ...tenants.wording.variables import needed, variables_of
from ..actor import Staff, needs
from ..nav import console_page
from .controllers import HOME
from .looking import Channel, channel_in_use, choices, look_at, typed

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_LONGEST_NUMBER = 40
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One message on one channel, and what it goes out by."""

    event: str
    channel: str
    title: str
    sender: Channel
    usage: Usage

    @property
    def url(self) -> str:
        return f"{HOME}/{self.event}/{self.channel}"


class WordingEditorController(Controller):
    """`/hr/wording/<event>/<channel>`."""

    path = HOME + "/{event:str}/{channel:str}"
    dependencies = needs(Permission.SETTINGS_MANAGE)

    @get("/")
    async def show(
        self,
        request: AnyRequest,
        event: FromPath[str],
        channel: FromPath[str],
        session: Session,
        staff: Me,
        vault: NamedDependency[Vault],
        settings: NamedDependency[Settings],
    ) -> Response[str]:
        """The draft, else the words in use; with `?from=N` an old version, to be gone back to."""
        place = await _place(session, settings, event, channel)
        asked = request.query_params.get("from", "")
        content, origin = dict(_begun(place)), ""
        if asked.isdecimal():
            content = dict((await version_of(session, event, channel, int(asked[:_DIGITS]))).content)
            content, origin = content or dict(built_in(event, channel)), asked
        form = Form(content | {"from": origin})
        return await _page(request, session, staff, vault, settings, place, form)

    @post("/")
    async def save(
        self,
        request: AnyRequest,
        event: FromPath[str],
        channel: FromPath[str],
        session: Session,
        staff: Me,
        vault: NamedDependency[Vault],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Keep a draft, put the words in use, or go back to those of the product; what the button says."""
        place = await _place(session, settings, event, channel)
        form = await _read(request, channel)
        do, content = form.value("do"), typed(form.values(), channel)
        if do == "drop":
            await drop_draft(session, event, channel)
            return redirect(request, place.url, flash=_("草稿已删除。"))
        if do == "built-in" and place.usage.newest is not None and built_in(event, channel):
            await publish(session, event, channel, {}, by=staff.name, actor=staff.actor)
            return redirect(request, place.url, flash=_("已改回系统自带的内容。"))
        if do == "draft":
            for name, most in LONGEST.items():
                form.text(name, required=False, most=most)
            if form.ok:
                await save_draft(session, event, channel, content, by=staff.name)
                return redirect(request, place.url, flash=_("草稿已保存，发布后才会使用。"))
            return await _page(request, session, staff, vault, settings, place, form, status=422)
        look = await look_at(session, vault, settings, staff, event, channel, content, "")
        for one in look.findings:
            if one.blocks:
                form.add_error(one.field, str(one.words))
        if not form.ok:
            return await _page(request, session, staff, vault, settings, place, form, status=422)
        known = {str(row.number): row.number for row in await versions_of(session, event, channel)}
        made = await publish(
            session,
            event,
            channel,
            content,
            by=staff.name,
            actor=staff.actor,
            from_version=known.get(form.value("from")),
        )
        if channel == "sms":
            await ask_filing(session, made, place.sender.key, actor=staff.actor)
            said = _("第 {n} 版已发布并提交报备，通过之前仍发送原来的内容。")
        else:
            said = _("第 {n} 版已发布，从现在起使用。")
        return redirect(request, place.url, flash=said.format(n=made.number))

    @post("/look")
    async def look(
        self,
        request: AnyRequest,
        event: FromPath[str],
        channel: FromPath[str],
        session: Session,
        staff: Me,
        vault: NamedDependency[Vault],
        settings: NamedDependency[Settings],
    ) -> Response[str]:
        """What is being typed, as it will arrive; nothing is saved."""
        place = await _place(session, settings, event, channel)
        form = await _read(request, channel)
        content = typed(form.values(), channel)
        look = await look_at(session, vault, settings, staff, event, channel, content, form.value("whose"))
        return page(request, "hr/wording/_look.html", look=look, place=place)

    @get("/versions/{number:int}")
    async def version(
        self,
        request: AnyRequest,
        event: FromPath[str],
        channel: FromPath[str],
        number: FromPath[int],
        session: Session,
        staff: Me,
        settings: NamedDependency[Settings],
    ) -> Response[str]:
        """One version, beside the one that goes out now."""
        place = await _place(session, settings, event, channel)
        shown = await version_of(session, event, channel, number)
        sent = place.usage.sent
        return await console_page(
            request,
            session,
            staff,
            "wording",
            "hr/wording/version.html",
            place=place,
            shown=shown,
            words=shown.content or built_in(event, channel),
            now=(sent.content if sent is not None else {}) or built_in(event, channel),
            labels=_labels(),
        )

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
        place = await _place(session, settings, event, channel)
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
        place = await _place(session, settings, event, channel)
        form = await _read(request, channel)
        try:
            async with attempt(session):
                said = await _try(session, vault, staff, place, form)
        except DomainError as refused:
            form.add_error("phone" if channel == "sms" else "", str(refused))
            said = ""
        if not form.ok:
            return await _page(request, session, staff, vault, settings, place, form, status=422)
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


async def _read(request: AnyRequest, channel: str) -> Form:
    """What was typed, in the form in which it is kept."""
    form = await Form.read(request)
    values = form.values()
    return Form(values | {name: normal(text) for name, text in typed(values, channel).items()})


async def _place(session: AsyncSession, settings: Settings, event: str, channel: str) -> Place:
    title = await title_or_missing(session, event, channel)
    sender = await channel_in_use(session, settings)
    return Place(event, channel, title, sender, await usage(session, event, channel, sender.key))


def _begun(place: Place) -> Mapping[str, str]:
    """What the editor begins with: the draft, the newest words, those of the product."""
    for row in (place.usage.draft, place.usage.newest):
        if row is not None and row.content:
            return row.content
    return built_in(place.event, place.channel)


async def _page(
    request: AnyRequest,
    session: AsyncSession,
    staff: Staff,
    vault: Vault,
    settings: Settings,
    place: Place,
    form: Form,
    *,
    status: int = 200,
) -> Response[str]:
    whose = form.value("whose")
    content = typed(form.values(), place.channel)
    return await console_page(
        request,
        session,
        staff,
        "wording",
        "hr/wording/edit.html",
        status_code=status,
        place=place,
        form=form,
        versions=await versions_of(session, place.event, place.channel),
        variables=variables_of(place.event, place.channel),
        needed=needed(place.event, place.channel),
        longest=LONGEST,
        product=bool(built_in(place.event, place.channel)),
        choices=await choices(session, staff),
        look=await look_at(session, vault, settings, staff, place.event, place.channel, content, whose),
    )


def _labels() -> dict[str, str]:
    return {
        "text": _("正文"),
        "subject": _("主题"),
        "greeting": _("称呼"),
        "body": _("正文"),
        "action": _("按钮"),
    }
