"""The words of one message on one channel: typed, looked at, put in use, gone back to."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...tenants.access.permissions import Permission
from ...tenants.audit.service import attempt
from ...tenants.wording.errors import WrittenMeanwhileError
from ...tenants.wording.filing import ask_filing
from ...tenants.wording.lint import LONGEST, check
from ...tenants.wording.queries import built_in, title_or_missing, version_of, versions_of
from ...tenants.wording.service import drop_draft, publish, save_draft
from ..actor import Staff, needs
from ..nav import console_page
from .controllers import HOME
from .looking import look_at, typed
from .place import Place, editor_page, fields_of, place_of, read

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_DIGITS = 10


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
        place = await place_of(session, settings, event, channel)
        asked = request.query_params.get("from", "")
        content, origin = dict(_begun(place)), ""
        if asked.isdecimal():
            content = dict((await version_of(session, event, channel, int(asked[:_DIGITS]))).content)
            content, origin = content or dict(built_in(event, channel)), asked
        form = Form(content | {"from": origin})
        return await editor_page(request, session, staff, vault, settings, place, form)

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
        place = await place_of(session, settings, event, channel)
        form, theirs = await read(request, channel), None
        try:
            async with attempt(session):
                said = await _save(session, staff, place, form)
        except WrittenMeanwhileError as refused:
            place = await place_of(session, settings, event, channel)
            theirs = place.usage.draft or place.usage.newest
            form = Form(form.values() | {"seen": ""})  # seen with the answer, so that a second press is meant
            form.refuse(refused)
        if not form.ok:
            return await editor_page(
                request, session, staff, vault, settings, place, form, theirs, status=422
            )
        return redirect(request, place.url, flash=said)

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
        await title_or_missing(session, event, channel)
        form = await read(request, channel)
        content = typed(form.values(), channel)
        look = await look_at(session, vault, settings, staff, event, channel, content, form.value("whose"))
        return page(request, "hr/wording/_looked.html", look=look, form=form)

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
        place = await place_of(session, settings, event, channel)
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
            fields=fields_of(channel),
        )


async def _save(session: AsyncSession, staff: Staff, place: Place, form: Form) -> str:
    """What the button says: keep a draft, throw it away, put the words in use, go back to the product's. Notes what is
    wrong with the words in the form."""
    event, channel = place.event, place.channel
    do, content, seen = form.value("do"), typed(form.values(), channel), form.value("seen") or None
    if do == "drop":
        await drop_draft(session, event, channel, seen=seen)
        return _("草稿已删除。")
    if do == "built-in" and place.usage.newest is not None and built_in(event, channel):
        await publish(session, event, channel, {}, by=staff.name, actor=staff.actor, seen=seen)
        return _("已改回系统自带的内容。")
    if do == "draft":
        for name, most in LONGEST.items():
            form.text(name, required=False, most=most)
        if form.ok:
            await save_draft(session, event, channel, content, by=staff.name, seen=seen)
        return _("草稿已保存，发布后才会使用。")
    for one in check(event, channel, content, sign_name=place.sender.sign_name):
        if one.blocks:
            form.add_error(one.field, str(one.words))
    if not form.ok:
        return ""
    known = {str(row.number): row.number for row in await versions_of(session, event, channel)}
    made = await publish(
        session,
        event,
        channel,
        content,
        by=staff.name,
        actor=staff.actor,
        from_version=known.get(form.value("from")),
        seen=seen,
    )
    if channel == "email":
        return _("第 {n} 版已发布，从现在起使用。").format(n=made.number)
    await ask_filing(session, made, place.sender.key, actor=staff.actor)
    return _("第 {n} 版已发布并提交报备，通过之前仍发送原来的内容。").format(n=made.number)


def _begun(place: Place) -> Mapping[str, str]:
    """What the editor begins with: the draft, the newest words, those of the product."""
    for row in (place.usage.draft, place.usage.newest):
        if row is not None and row.content:
            return row.content
    return built_in(place.event, place.channel)
