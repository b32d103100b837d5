"""The words of one message on one channel: typed, looked at, put in use, gone back to."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.formats.numbers import whole_number
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.messaging.message_templates.errors import WrittenMeanwhileError
from ....tenants.messaging.message_templates.lint import LONGEST, check
from ....tenants.messaging.message_templates.queries import built_in, version_of
from ....tenants.messaging.message_templates.registration import ask_filing
from ....tenants.messaging.message_templates.service import Edit, drop_draft, publish, save_draft
from .page import AT_PLACE, Here, Place, fields_of
from .preview import typed


class MessageTemplateEditorController(Controller):
    """`/hr/message-templates/<event>/<channel>`."""

    path = "/hr/message-templates/{event:str}/{channel:str}"
    dependencies = AT_PLACE

    @get("/")
    async def show(self, place: Here) -> Response[str]:
        """The draft, else the words in use; with `?from=N` an old version, to be gone back to."""
        asked = place.console.query.get("from", "")
        content, origin = dict(_begun(place)), ""
        if (number := whole_number(asked)) is not None:
            content = dict(
                (await version_of(place.console.session, place.event, place.channel, number)).content
            )
            content, origin = content or dict(built_in(place.event, place.channel)), asked
        return await place.page(Form(content | {"from": origin}))

    @post("/")
    async def save(self, place: Here) -> Response[Any]:
        """Keep a draft, put the words in use, or go back to those of the product; what the button says."""
        form, theirs = await place.read(), None
        try:
            async with attempt(place.console.session):
                said = await _save(place, form)
        except WrittenMeanwhileError as refused:
            await place.look_again()
            theirs = place.usage.draft or place.usage.newest
            form = Form(form.values() | {"seen": ""})  # seen with the answer, so that a second press is meant
            form.refuse(refused)
        if not form.ok:
            return await place.page(form, theirs, status=422)
        return place.console.redirect(place.url, flash=said)

    @post("/look")
    async def look(self, place: Here) -> Response[str]:
        """What is being typed, as it will arrive; nothing is saved."""
        form = await place.read()
        return place.console.render(
            "hr/messaging/message_templates/_looked.html",
            look=await place.look(form),
            form=form,
        )

    @get("/versions/{number:int}")
    async def version(self, place: Here, number: FromPath[int]) -> Response[str]:
        """One version, beside the one that goes out now."""
        shown = await version_of(place.console.session, place.event, place.channel, number)
        sent, product = place.usage.sent, built_in(place.event, place.channel)
        return await place.console.page(
            "message_templates",
            "hr/messaging/message_templates/version.html",
            place=place,
            shown=shown,
            words=shown.content or product,
            now=(sent.content if sent is not None else {}) or product,
            fields=fields_of(place.channel),
        )


async def _save(place: Place, form: Form) -> str:
    """What the button says: keep a draft, throw it away, put the words in use, go back to the product's. Notes what is
    wrong with the words in the form."""
    session, staff, event, channel = place.console.session, place.console.staff, place.event, place.channel
    do, content, seen = form.value("do"), typed(form.values(), channel), form.value("seen") or None
    if do == "drop":
        await drop_draft(session, event, channel, seen=seen)
        return _("草稿已删除。")
    if do == "built-in" and place.usage.newest is not None and built_in(event, channel):
        await publish(session, event, channel, Edit({}, seen=seen), by=place.console.author)
        return _("已改回系统自带的内容。")
    if do == "draft":
        for name, most in LONGEST.items():
            form.lines(name, required=False, most=most)
        if form.ok:
            await save_draft(session, event, channel, content, by=staff.name, seen=seen)
        return _("草稿已保存，发布后才会使用。")
    for one in check(event, channel, content, sign_name=place.sender.sign_name):
        if one.blocks:
            form.add_error(one.field, str(one.words))
    if not form.ok:
        return ""
    known = {str(row.number): row.number for row in place.usage.versions}
    made = await publish(
        session,
        event,
        channel,
        Edit(content, from_version=known.get(form.value("from")), seen=seen),
        by=place.console.author,
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
