"""Candidates: the list with its bulk bar, and one person's file."""

from contextlib import suppress
from typing import Any, TypeGuard
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.clock import today
from ...platform.errors import DomainError
from ...platform.http.download import XLSX, file_response
from ...platform.http.forms import Form
from ...platform.http.pages import redirect
from ...platform.i18n import gettext as _
from ...tenants.access.permissions import Permission
from ...tenants.access.queries import users_with
from ...tenants.archive.evidence import describe
from ...tenants.audit.queries import timeline
from ...tenants.candidates.export import export
from ...tenants.candidates.models import Application
from ...tenants.candidates.queries import application, find, stage_counts
from ...tenants.contracts.queries import open_contract_of
from ...tenants.decisions.models import Decision
from ...tenants.decisions.service import Confirmer, confirm, current
from ...tenants.interviews.queries import interviews_of, scorecards
from ...tenants.interviews.service import assign
from ...tenants.notices.failures import explain_failure
from ...tenants.notices.queries import messages_of
from ...tenants.settings.queries import tenant_settings
from ..actor import Staff, needs
from ..nav import console_page
from .listing import SIZES, Asked

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_OUTCOMES = ("pass", "fail")


class CandidateController(Controller):
    """`/hr/candidates`."""

    path = "/hr/candidates"
    dependencies = needs(Permission.CANDIDATES_READ)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """One page of candidates; filter and order live in the address."""
        asked = Asked.read(request.query_params)
        found = await find(session, asked.wanted, offset=asked.offset, limit=asked.size)
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/candidates/list.html",
            found=found,
            asked=asked,
            wanted=asked.wanted,
            query=asked.wanted.search,
            sizes=SIZES,
            stages=await stage_counts(session),
        )

    @get("/export.xlsx", dependencies=needs(Permission.CANDIDATES_EXPORT))
    async def sheet(self, request: AnyRequest, session: Session, staff: Me) -> Response[bytes]:
        """The list as it is filtered now, all pages of it; taking it away is recorded."""
        wanted = Asked.read(request.query_params).wanted
        data = await export(session, wanted, actor=staff.actor)
        name = _("候选人 {day}.xlsx").format(day=today().isoformat())
        return file_response(data, name, XLSX)

    @post("/confirm", dependencies=needs(Permission.DECISIONS_CONFIRM))
    async def confirm_many(
        self,
        request: AnyRequest,
        session: Session,
        staff: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Confirm what the system marked, for every ticked row; rows that need a person are left and said.

        `seen` names the decisions the page showed: what was marked anew since is left too.
        """
        form = await Form.read(request)
        seen = set(form.all("seen"))
        done, left = 0, 0
        # Always in the same order: two people confirming overlapping pages must not wait for each other.
        for application_id in sorted(_ids(form.all("application"))):
            found = await application(session, application_id, lock=True)
            decision = await current(session, found)
            if not _ready(decision, seen):
                left += 1
                continue
            by = Confirmer(staff.actor, staff.name)
            await confirm(session, vault, found, outcome=decision.outcome, reason="", by=by)
            done += 1
        said = _("已确认 {done} 人并通知。").format(done=done)
        if left:
            said += _("{left} 人需要逐个处理（需复核、已确认或有新的评价）。").format(left=left)
        if not done and not left:
            said = _("请先勾选候选人。")
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

    @post("/{application_id:uuid}/decision", dependencies=needs(Permission.DECISIONS_CONFIRM))
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
        outcome = form.choice("outcome", _OUTCOMES)
        reason = form.text("reason", required=False)
        decision = await current(session, found)
        if decision is not None and form.value("seen") not in ("", str(decision.id)):
            form.add_error("", _("您打开页面后又有了新的评价，结果已重新标记。请核对后再确认。"))
        if form.ok:
            try:
                by = Confirmer(staff.actor, staff.name)
                await confirm(session, vault, found, outcome=outcome, reason=reason, by=by)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await self._file(request, session, staff, found, form, status=422)
        words = (
            _("已确认{name}通过，正在通知。") if outcome == "pass" else _("已确认{name}未通过，正在通知。")
        )
        back = "/hr/" if form.value("from") == "todo" else f"/hr/candidates/{application_id}"
        return redirect(request, back, flash=words.format(name=found.person.name))

    @post("/{application_id:uuid}/interviews", dependencies=needs(Permission.INTERVIEWS_ASSIGN))
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
        known = {str(user.id) for user in await users_with(session, Permission.INTERVIEWS_SCORE)}
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
        settings = await tenant_settings(session)
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
            dimensions=settings.dimensions,
            asked=await interviews_of(session, found.id),
            messages=await messages_of(session, found.id),
            explain=explain_failure,
            contract=await open_contract_of(session, found.id),
            interviewers=await users_with(session, Permission.INTERVIEWS_SCORE),
            events=[(event, describe(event.kind)) for event in events],
            form=form,
        )


def _ids(texts: list[str]) -> set[UUID]:
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return found


def _ready(decision: Decision | None, seen: set[str]) -> TypeGuard[Decision]:
    """Whether what the page showed can be confirmed as it was marked."""
    if decision is None or decision.confirmed_at is not None or decision.outcome not in _OUTCOMES:
        return False
    return not seen or str(decision.id) in seen
