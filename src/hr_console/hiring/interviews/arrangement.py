"""Arranging a meeting and changing it, with who is busy when in sight."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.access.users.models import User
from ....tenants.access.users.queries import users_with
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.interviews.arrangement import Plan, arrange, change, standing
from ....tenants.hiring.interviews.errors import EventChangedError, NotArrangeableError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.models import InterviewEvent
from ....tenants.hiring.interviews.panel import panel_of
from ....tenants.hiring.interviews.rounds import rounds_of
from ....tenants.hiring.interviews.schedule import Clash, clashes, event_for_change, event_of, loads, week_of
from ....tenants.hiring.stages.types import OPEN_STAGES
from ...actor import Staff, needs
from ...nav import console_page
from .form import MINUTES, filled, read_plan

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class ArrangeController(Controller):
    """`/hr/schedule/new/<application>` and `/hr/schedule/<event>/edit`."""

    path = "/hr/schedule"
    dependencies = needs(InterviewPermission.ASSIGN)

    @get("/new/{application_id:uuid}")
    async def new(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """The empty form."""
        found = await application(session, application_id)
        if found.stage not in OPEN_STAGES:
            return redirect(request, f"/hr/candidates/{application_id}", flash=str(NotArrangeableError.text))
        return await self._page(request, session, staff, found, Form({"minutes": "60"}))

    @post("/new/{application_id:uuid}")
    async def arrange(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Set it, and invite everybody."""
        found = await application(session, application_id, lock=True)
        form = await Form.read(request)
        round_name = form.choice("round", await rounds_of(session))
        people = await users_with(session, InterviewPermission.SCORE)
        plan = read_plan(form, round_name, [user.id for user in people], tenant_of(session).zoneinfo)
        there = await standing(session, found.id, round_name)  # what it is about to be told of is no clash
        busy = await self._busy(session, found, form, plan, there)
        if form.ok and plan is not None:
            try:
                event = await arrange(session, vault, found, plan, by=staff.id)
            except DomainError as refused:
                form.refuse(refused)
            else:
                words = _("已安排，正在邀请候选人和面试官。")
                return redirect(request, f"/hr/schedule/{event.id}", flash=words)
        return await self._page(request, session, staff, found, form, busy=busy, plan=plan, status=422)

    @get("/{event_id:uuid}/edit")
    async def edit(
        self, request: AnyRequest, event_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """The form with what stands."""
        event = await event_of(session, event_id)
        if not event.open:
            return redirect(request, f"/hr/schedule/{event_id}", flash=str(EventChangedError.text))
        form = filled(event, await panel_of(session, event, released=True), tenant_of(session).zoneinfo)
        return await self._page(request, session, staff, event.application, form, event=event)

    @post("/{event_id:uuid}/edit")
    async def change(
        self,
        request: AnyRequest,
        event_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Change it, and tell whom it concerns."""
        event, found = await event_for_change(session, event_id)
        form = await Form.read(request)
        people = {user.id for user in await users_with(session, InterviewPermission.SCORE)}
        known = people | await panel_of(session, event, released=True)
        plan = read_plan(form, event.round, known, tenant_of(session).zoneinfo)
        busy = await self._busy(session, found, form, plan, event)
        changed = False
        if form.ok and plan is not None:
            seen = form.value("seen")
            try:
                await change(
                    session,
                    vault,
                    event,
                    found,
                    plan,
                    seen=int(seen) if seen.isdecimal() else -1,
                    actor=staff.actor,
                )
            except EventChangedError as refused:
                if not event.open:
                    return redirect(request, f"/hr/schedule/{event_id}", flash=str(refused))
                changed = True
                form.refuse(refused)
            except DomainError as refused:
                form.refuse(refused)
            else:
                return redirect(request, f"/hr/schedule/{event_id}", flash=_("已保存，正在通知有关的人。"))
        return await self._page(
            request,
            session,
            staff,
            found,
            form,
            event=event,
            busy=busy,
            plan=plan,
            changed=changed,
            status=422,
        )

    async def _busy(
        self,
        session: AsyncSession,
        found: Application,
        form: Form,
        plan: Plan | None,
        event: InterviewEvent | None = None,
    ) -> list[Clash]:
        """Who has something else then; HR may say that it is all right."""
        if plan is None or plan.starts_at <= clock.now():
            return []  # something else is wrong, or it is over
        change_of = event.id if event is not None else None
        busy = await clashes(session, found, plan.panel, plan.span, except_for=change_of)
        if busy and not form.checked("sure"):
            form.add_error("sure", _("有人在这个时间已有安排。确实要这样安排，请勾选后再提交。"))
        return busy

    async def _page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        found: Application,
        form: Form,
        *,
        event: InterviewEvent | None = None,
        busy: Sequence[Clash] = (),
        plan: Plan | None = None,
        changed: bool = False,
        status: int = 200,
    ) -> Response[str]:
        people: list[User] = list(await users_with(session, InterviewPermission.SCORE))
        day = plan.starts_at if plan is not None else event.starts_at if event is not None else clock.now()
        zone = tenant_of(session).zoneinfo
        return await console_page(
            request,
            session,
            staff,
            "schedule",
            "hr/hiring/interviews/form.html",
            status_code=status,
            application=found,
            event=event,
            changed=changed,
            people=people,
            loads=await loads(session, week_of(day, zone)),
            this_week=week_of(day, zone) == week_of(clock.now(), zone),
            rounds=await rounds_of(session),
            minutes=MINUTES,
            busy=busy,
            today=clock.today(zone),
            form=form,
        )
