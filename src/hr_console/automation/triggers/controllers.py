"""自动通知: what goes by itself, to whom and when; tried on the past before it is kept."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.access.scope.service import walls
from ....tenants.automation.triggers.conditions import FACTS
from ....tenants.automation.triggers.models import WHY, Trigger
from ....tenants.automation.triggers.queries import DryRun, deliveries, dry_run, triggers
from ....tenants.automation.triggers.service import may_add, remove, save_trigger, switch, trigger_of
from ....tenants.automation.triggers.specification import PLACES, Wanted
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.candidates.feature import CandidatePermission
from ...actor import Staff, needs
from ...nav import console_page
from .form import UNIT_WORDS, choices, read, sentence, typed

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class TriggerController(Controller):
    """`/hr/triggers`."""

    path = "/hr/triggers"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Every trigger as a sentence, with its switch."""
        offered = await choices(session)
        names = offered.names()
        rows = [
            (one, sentence(one.wanted, offered, names), offered.gone(one.wanted))
            for one in await triggers(session)
        ]
        template = "hr/automation/triggers/list.html"
        return await console_page(request, session, staff, "triggers", template, rows=rows, why=WHY)

    @get("/new")
    async def blank(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """An empty one."""
        form = Form({"unit": "days", "delay": "0", "only_if_still": "1", "enabled": "1"})
        return await _page(request, session, staff, None, form)

    @post("/new")
    async def make(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Keep a new one, or try it."""
        return await _save(request, session, staff, None)

    @get("/{trigger_id:uuid}")
    async def show(
        self, request: AnyRequest, trigger_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[str]:
        """One, and what it did."""
        found = await trigger_of(session, trigger_id)
        form = typed(Wanted.from_json(found.event, found.wanted), enabled=found.enabled)
        return await _page(request, session, staff, found, form)

    @post("/{trigger_id:uuid}")
    async def change(
        self, request: AnyRequest, trigger_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Change one, or try the change."""
        return await _save(request, session, staff, await trigger_of(session, trigger_id))

    @post("/{trigger_id:uuid}/switch")
    async def turn(
        self, request: AnyRequest, trigger_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """On, or off."""
        found, form = await trigger_of(session, trigger_id), await Form.read(request)
        await switch(session, found, enabled=form.value("to") == "on", actor=staff.actor)
        said = _("已启用。") if found.enabled else _("已停用，还在等待的也不再发出。")
        return redirect(request, "/hr/triggers", flash=said)

    @post("/{trigger_id:uuid}/remove")
    async def drop(
        self, request: AnyRequest, trigger_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Take one away."""
        await remove(session, await trigger_of(session, trigger_id), actor=staff.actor)
        return redirect(request, "/hr/triggers", flash=_("已删除。已发出的消息不受影响。"))


async def _save(
    request: AnyRequest, session: AsyncSession, staff: Staff, found: Trigger | None
) -> Response[Any]:
    form = await Form.read(request)
    wanted = read(form, await choices(session))
    if found is None and not await may_add(session):
        form.add_error("", _("自动通知已经太多，请先删除不用的。"))
    if not form.ok:
        return await _page(request, session, staff, found, form, status=422)
    if form.value("do") == "try":
        tried = await dry_run(session, wanted, walls(staff.scope(CandidatePermission.READ)))
        return await _page(request, session, staff, found, form, tried=tried)
    await save_trigger(session, found, wanted, enabled=form.checked("enabled"), actor=staff.actor)
    return redirect(request, "/hr/triggers", flash=_("已保存，从现在起发生的事按它通知。"))


async def _page(
    request: AnyRequest,
    session: AsyncSession,
    staff: Staff,
    found: Trigger | None,
    form: Form,
    *,
    tried: DryRun | None = None,
    status: int = 200,
) -> Response[str]:
    within = walls(staff.scope(CandidatePermission.READ))
    offered = await choices(session)
    return await console_page(
        request,
        session,
        staff,
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
        runs=await deliveries(session, found.id, within) if found is not None else [],
    )
