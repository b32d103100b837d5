"""Candidates: the list with its bulk bar, and one person's file."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.errors import DomainError
from ...platform.http.forms import Form
from ...platform.http.pages import redirect
from ...platform.i18n import gettext as _
from ...tenants.access.queries import users
from ...tenants.archive.evidence import describe
from ...tenants.audit.queries import timeline
from ...tenants.candidates.models import Application
from ...tenants.candidates.queries import (
    CandidateFilter,
    application,
    find,
    stage_counts,
)
from ...tenants.contracts.queries import open_contract_of
from ...tenants.decisions.service import Confirmer, confirm, current
from ...tenants.interviews.queries import scorecards
from ...tenants.interviews.service import assign
from ...tenants.notices.queries import messages_of
from ...tenants.recruiting.stages import STAGES
from ..actor import HR, Staff, staff
from ..nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_SIZES = ("20", "50", "100")
_OUTCOMES = ("pass", "fail")


class CandidateController(Controller):
    """`/hr/candidates`."""

    path = "/hr/candidates"
    dependencies = staff(*HR)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """One page of candidates; the filters live in the address."""
        asked = request.query_params
        wanted = CandidateFilter(
            search=asked.get("q", "")[:50],
            stage=asked.get("stage", "") if asked.get("stage", "") in STAGES else "",
            outcome=asked.get("outcome", "")
            if asked.get("outcome", "") in ("pass", "fail", "review")
            else "",
            to_confirm=asked.get("todo", "") == "1",
        )
        size = int(asked["size"]) if asked.get("size", "") in _SIZES else 20
        number = max(1, int(asked["page"])) if asked.get("page", "").isdecimal() else 1
        found = await find(session, wanted, offset=(number - 1) * size, limit=size)
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/candidates/list.html",
            found=found,
            wanted=wanted,
            query=wanted.search,
            size=size,
            number=number,
            stages=await stage_counts(session),
        )

    @post("/confirm")
    async def confirm_many(
        self,
        request: AnyRequest,
        session: Session,
        staff: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Confirm what the system marked, for every ticked row; rows that need a person are left and said."""
        form = await Form.read(request)
        done, left = 0, 0
        for text in form.all("application"):
            found = await application(session, UUID(text), lock=True)
            decision = await current(session, found)
            if decision is None or decision.confirmed_at is not None or decision.outcome not in _OUTCOMES:
                left += 1
                continue
            by = Confirmer(staff.actor, staff.name)
            await confirm(session, vault, found, outcome=decision.outcome, reason="", by=by)
            done += 1
        said = _("已确认 {done} 人并通知。").format(done=done)
        if left:
            said += _("{left} 人需要逐个处理（需复核或已确认）。").format(left=left)
        return redirect(request, "/hr/candidates?todo=1", flash=said)

    @get("/{application_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[str]:
        """The whole file of one application."""
        found = await application(session, application_id)
        return await self._file(request, session, staff, found, Form())

    @post("/{application_id:uuid}/decision")
    async def decide(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """A named person confirms or decides otherwise; the candidate is told at once."""
        found = await application(session, application_id, lock=True)
        form = await Form.read(request)
        outcome, reason = (
            form.choice("outcome", _OUTCOMES),
            form.text("reason", required=False),
        )
        if form.ok:
            try:
                by = Confirmer(staff.actor, staff.name)
                await confirm(session, vault, found, outcome=outcome, reason=reason, by=by)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await self._file(request, session, staff, found, form, status=422)
        return redirect(
            request,
            f"/hr/candidates/{application_id}",
            flash=_("已确认，正在通知候选人。"),
        )

    @post("/{application_id:uuid}/interviews")
    async def ask(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """Ask an interviewer for a card."""
        found = await application(session, application_id, lock=True)
        form = await Form.read(request)
        known = {str(user.id) for user in await users(session)}
        user_id, round_name = (
            form.choice("user", tuple(known)),
            form.text("round", most=20),
        )
        if not form.ok:
            return await self._file(request, session, staff, found, form, status=422)
        await assign(
            session,
            found,
            user_id=UUID(user_id),
            round_name=round_name,
            held_at=None,
            actor=staff.actor,
        )
        return redirect(request, f"/hr/candidates/{application_id}", flash=_("已请面试官评价。"))

    async def _file(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        found: Application,
        form: Form,
        status: int = 200,
    ) -> Response[str]:
        events = await timeline(session, found.id)
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/candidates/show.html",
            status_code=status,
            application=found,
            decision=await current(session, found),
            cards=await scorecards(session, found.id),
            messages=await messages_of(session, found.id),
            contract=await open_contract_of(session, found.id),
            interviewers=await users(session),
            events=[(event, describe(event.kind)) for event in events],
            form=form,
        )
