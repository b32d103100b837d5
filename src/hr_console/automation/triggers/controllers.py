"""自动通知: what goes by itself, to whom and when; tried on the past before it is kept."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.scope.service import walls
from ....tenants.automation.triggers.conditions import FACTS
from ....tenants.automation.triggers.models import WHY, Trigger
from ....tenants.automation.triggers.queries import DryRun, deliveries, dry_run, triggers
from ....tenants.automation.triggers.service import may_add, remove, save_trigger, switch, trigger_of
from ....tenants.automation.triggers.specification import PLACES, Wanted
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.candidates.feature import CandidatePermission
from ...actor import needs
from ...context import Console, ConsoleRequest
from .form import UNIT_WORDS, choices, read, sentence, typed


class TriggerController(Controller):
    """`/hr/triggers`."""

    path = "/hr/triggers"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every trigger as a sentence, with its switch."""
        offered = await choices(console.session)
        names = offered.names()
        rows = [
            (one, sentence(one.wanted, offered, names), offered.gone(one.wanted))
            for one in await triggers(console.session)
        ]
        template = "hr/automation/triggers/list.html"
        return await console.page("triggers", template, rows=rows, why=WHY)

    @get("/new")
    async def blank(self, console: Console) -> Response[str]:
        """An empty one."""
        form = Form({"unit": "days", "delay": "0", "only_if_still": "1", "enabled": "1"})
        return await _page(console, None, form)

    @post("/new")
    async def make(self, console: Console) -> Response[Any]:
        """Keep a new one, or try it."""
        return await _save(console, None)

    @get("/{trigger_id:uuid}")
    async def show(self, console: Console, trigger_id: FromPath[UUID]) -> Response[str]:
        """One, and what it did."""
        found = await trigger_of(console.session, trigger_id)
        form = typed(Wanted.from_json(found.event, found.wanted), enabled=found.enabled)
        return await _page(console, found, form)

    @post("/{trigger_id:uuid}")
    async def change(self, console: Console, trigger_id: FromPath[UUID]) -> Response[Any]:
        """Change one, or try the change."""
        return await _save(console, await trigger_of(console.session, trigger_id))

    @post("/{trigger_id:uuid}/switch")
    async def turn(self, console: Console, trigger_id: FromPath[UUID]) -> Response[Any]:
        """On, or off."""
        found, form = await trigger_of(console.session, trigger_id), await console.form()
        await switch(console.session, found, enabled=form.value("to") == "on", actor=console.actor)
        said = _("已启用。") if found.enabled else _("已停用，还在等待的也不再发出。")
        return console.redirect(href("hr.triggers.listing"), flash=said)

    @post("/{trigger_id:uuid}/remove")
    async def drop(self, console: Console, trigger_id: FromPath[UUID]) -> Response[Any]:
        """Take one away."""
        await remove(console.session, await trigger_of(console.session, trigger_id), actor=console.actor)
        return console.redirect(href("hr.triggers.listing"), flash=_("已删除。已发出的消息不受影响。"))


async def _save(console: ConsoleRequest, found: Trigger | None) -> Response[Any]:
    session = console.session
    form = await console.form()
    wanted = read(form, await choices(session))
    if found is None and not await may_add(session):
        form.add_error("", _("自动通知已经太多，请先删除不用的。"))
    if not form.ok:
        return await _page(console, found, form, status=422)
    if form.value("do") == "try":
        tried = await dry_run(session, wanted, walls(console.staff.scope(CandidatePermission.READ)))
        return await _page(console, found, form, tried=tried)
    await save_trigger(session, found, wanted, enabled=form.checked("enabled"), actor=console.actor)
    return console.redirect(href("hr.triggers.listing"), flash=_("已保存，从现在起发生的事按它通知。"))


async def _page(
    console: ConsoleRequest,
    found: Trigger | None,
    form: Form,
    *,
    tried: DryRun | None = None,
    status: int = 200,
) -> Response[str]:
    within = walls(console.staff.scope(CandidatePermission.READ))
    offered = await choices(console.session)
    return await console.page(
        "triggers",
        "hr/automation/triggers/form.html",
        status_code=status,
        trigger=found,
        form=form,
        choices=offered,
        facts=FACTS,
        units=UNIT_WORDS,
        places=PLACES,
        gone=offered.gone(Wanted.from_json(found.event, found.wanted)) if found is not None else [],
        why=WHY,
        tried=tried,
        runs=await deliveries(console.session, found.id, within) if found is not None else [],
    )
