"""Arranging an interview and changing it, with who is busy when in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.formats.numbers import whole_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.models import User
from ....tenants.access.users.queries import users_with
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.interviews.arrangement import Plan, arrange, change, standing
from ....tenants.hiring.interviews.errors import InterviewChangedError, NotArrangeableError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.models import Interview
from ....tenants.hiring.interviews.panel import panel_of
from ....tenants.hiring.interviews.rounds import rounds_of
from ....tenants.hiring.interviews.schedule import (
    Clash,
    clashes,
    interview_for_change,
    interview_of,
    loads,
    week_of,
)
from ....tenants.hiring.interviews.types import InterviewRequest
from ....tenants.hiring.stages.types import OPEN_STAGES
from ...actor import needs
from ...context import Console, ConsoleRequest
from .form import MINUTES, filled, read_plan


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands beside the form: the interview, whoever else is busy, what was read; `changed`: by somebody
    meanwhile."""

    interview: Interview | None = None
    busy: Sequence[Clash] = ()
    plan: Plan | None = None
    changed: bool = False


class ArrangeController(Controller):
    """`/hr/interviews/new/<application>` and `/hr/interviews/<interview>/edit`."""

    path = "/hr/interviews"
    dependencies = needs(InterviewPermission.ASSIGN)

    @get("/new/{application_id:uuid}")
    async def new(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """The empty form."""
        found = await application(console.session, application_id)
        if found.stage not in OPEN_STAGES:
            return console.redirect(
                href("hr.candidates.show", application_id=application_id), flash=str(NotArrangeableError.text)
            )
        return await self._page(console, found, Form({"minutes": "60"}))

    @post("/new/{application_id:uuid}")
    async def arrange(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Set it, and invite everybody."""
        session = console.session
        found = await application(session, application_id, lock=True)
        form = await console.form()
        round_name = form.choice("round", await rounds_of(session))
        people = await users_with(session, InterviewPermission.SCORE)
        plan = read_plan(form, round_name, [user.id for user in people], tenant_of(session).zoneinfo)
        there = await standing(session, found.id, round_name)  # what it is about to be told of is no clash
        busy = await self._busy(session, found, form, plan, there)
        if form.ok and plan is not None:
            try:
                interview = await arrange(session, console.vault, found, plan, by=console.staff.id)
            except DomainError as refused:
                form.refuse(refused)
            else:
                words = _("已安排，正在邀请候选人和面试官。")
                return console.redirect(href("hr.interviews.show", interview_id=interview.id), flash=words)
        return await self._page(console, found, form, _Shown(busy=busy, plan=plan), status=422)

    @get("/{interview_id:uuid}/edit")
    async def edit(self, console: Console, interview_id: FromPath[UUID]) -> Response[Any]:
        """The form with what stands."""
        session = console.session
        interview = await interview_of(session, interview_id)
        if not interview.open:
            return console.redirect(
                href("hr.interviews.show", interview_id=interview_id), flash=str(InterviewChangedError.text)
            )
        form = filled(
            interview, await panel_of(session, interview, released=True), tenant_of(session).zoneinfo
        )
        return await self._page(console, interview.application, form, _Shown(interview))

    @post("/{interview_id:uuid}/edit")
    async def change(self, console: Console, interview_id: FromPath[UUID]) -> Response[Any]:
        """Change it, and tell whom it concerns."""
        session = console.session
        interview, found = await interview_for_change(session, interview_id)
        form = await console.form()
        people = {user.id for user in await users_with(session, InterviewPermission.SCORE)}
        known = people | await panel_of(session, interview, released=True)
        plan = read_plan(form, interview.round, known, tenant_of(session).zoneinfo)
        busy = await self._busy(session, found, form, plan, interview)
        changed = False
        if form.ok and plan is not None:
            seen = whole_number(form.value("seen"))
            try:
                await change(
                    session,
                    console.vault,
                    interview,
                    found,
                    plan,
                    request=InterviewRequest(console.actor, seen),
                )
            except InterviewChangedError as refused:
                if not interview.open:
                    return console.redirect(
                        href("hr.interviews.show", interview_id=interview_id), flash=str(refused)
                    )
                changed = True
                form.refuse(refused)
            except DomainError as refused:
                form.refuse(refused)
            else:
                return console.redirect(
                    href("hr.interviews.show", interview_id=interview_id),
                    flash=_("已保存，正在通知有关的人。"),
                )
        return await self._page(console, found, form, _Shown(interview, busy, plan, changed), status=422)

    async def _busy(
        self,
        session: AsyncSession,
        found: Application,
        form: Form,
        plan: Plan | None,
        interview: Interview | None = None,
    ) -> list[Clash]:
        """Who has something else then; HR may say that it is all right."""
        if plan is None or plan.starts_at <= clock.now():
            return []  # something else is wrong, or it is over
        change_of = interview.id if interview is not None else None
        busy = await clashes(session, found, plan.panel, plan.span, except_for=change_of)
        if busy and not form.checked("sure"):
            form.add_error("sure", _("有人在这个时间已有安排。确实要这样安排，请勾选后再提交。"))
        return busy

    async def _page(
        self,
        console: ConsoleRequest,
        found: Application,
        form: Form,
        shown: _Shown = _Shown(),
        *,
        status: int = 200,
    ) -> Response[str]:
        session, interview, plan = console.session, shown.interview, shown.plan
        people: list[User] = list(await users_with(session, InterviewPermission.SCORE))
        day = (
            plan.starts_at
            if plan is not None
            else interview.starts_at
            if interview is not None
            else clock.now()
        )
        zone = tenant_of(session).zoneinfo
        return await console.page(
            "interviews",
            "hr/hiring/interviews/form.html",
            status_code=status,
            application=found,
            interview=interview,
            changed=shown.changed,
            people=people,
            loads=await loads(session, week_of(day, zone)),
            this_week=week_of(day, zone) == week_of(clock.now(), zone),
            rounds=await rounds_of(session),
            minutes=MINUTES,
            busy=shown.busy,
            today=clock.today(zone),
            form=form,
        )
