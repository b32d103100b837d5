"""Candidates: the list, and one person's file."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.clock import today
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.errors import DomainError, NotFoundError
from ....platform.formats.contact import parse_email
from ....platform.http.addresses import href
from ....platform.http.download import XLSX, file_response
from ....platform.http.forms import Form
from ....platform.http.pages import moved
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.users.queries import users_with
from ....tenants.audit.queries import timeline
from ....tenants.audit.service import attempt
from ....tenants.company.settings.features import Feature, is_on
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.contracts.evidence.labels import describe
from ....tenants.contracts.labour_contracts.queries import open_contract_of
from ....tenants.contracts.offers.feature import OfferPermission
from ....tenants.contracts.offers.queries import offers_of
from ....tenants.contracts.offers.states import state_now as offer_state_now
from ....tenants.contracts.offers.types import PREPARED, WAITING
from ....tenants.hiring.candidate_list.export import export
from ....tenants.hiring.candidate_list.queries import find
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application, stage_counts
from ....tenants.hiring.candidates.service import REVEALED, reveal
from ....tenants.hiring.candidates.sources import offered_sources
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.decisions.queries import standing_of
from ....tenants.hiring.decisions.service import confirm, current
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.links import interviewer, link_token
from ....tenants.hiring.interviews.models import InterviewAssignment
from ....tenants.hiring.interviews.queries import scorecards
from ....tenants.hiring.interviews.rounds import rounds_of
from ....tenants.hiring.interviews.schedule import interviews_of, panels
from ....tenants.hiring.interviews.service import assign
from ....tenants.hiring.pipeline.layout import layout
from ....tenants.hiring.pipeline.reasons import REASONS
from ....tenants.hiring.promises.queries import promises_of
from ....tenants.hiring.scorecards.corrections import revisions_of
from ....tenants.hiring.scorecards.pending import assignments_of, owes_card
from ....tenants.hiring.stages.types import OPEN_STAGES
from ....tenants.hiring.talent_pool.service import entry_of
from ....tenants.messaging.messages.calls import calls_of
from ....tenants.messaging.messages.failures import explain_failure
from ....tenants.messaging.messages.queries import messages_of, version_numbers_of
from ...actor import local, needs, reauthenticated
from ...context import Console, ConsoleRequest
from ...staff import Staff
from ..blacklist.controllers import warning_of
from ..decisions.confirmations import said_of
from .columns import COLUMNS, choose_columns, columns_of
from .listing import SIZES, Asked, choices

_OUTCOMES = ("pass", "fail")
_EXPORT = reauthenticated(CandidatePermission.EXPORT, doing=lazy("导出候选人"))


class CandidateController(Controller):
    """`/hr/candidates`."""

    path = "/hr/candidates"
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """One page of candidates; filter and order live in the address."""
        session = console.session
        asked = Asked.read(console.query)
        found = await find(session, asked.wanted, offset=asked.offset, limit=asked.size)
        return await console.page(
            "candidates",
            "hr/hiring/candidates/list.html",
            found=found,
            asked=asked,
            wanted=asked.wanted,
            query=asked.wanted.search,
            sizes=SIZES,
            stages=await stage_counts(session),
            places=await layout(session),
            columns=await columns_of(session, console.staff.id),
            all_columns=COLUMNS,
            reasons=REASONS,
            all_sources=await offered_sources(session),
            **await choices(session),
        )

    @post("/columns")
    async def choose(self, console: Console) -> Response[Any]:
        """Keep which columns this person wants to see."""
        form = await console.form()
        await choose_columns(console.session, console.staff.id, form.all("column"))
        return console.redirect(local(form.value("back")))

    @get("/export.xlsx", dependencies=_EXPORT)
    async def sheet(self, console: Console) -> Response[bytes]:
        """The list as it is filtered now, all pages of it; taking it away is recorded."""
        wanted = Asked.read(console.query).wanted
        data = await export(console.session, wanted, actor=console.actor)
        name = _("候选人 {day}.xlsx").format(day=today(tenant_of(console.session).zoneinfo).isoformat())
        return file_response(data, name, XLSX)

    @get("/{application_id:uuid}")
    async def show(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """The whole file of one application."""
        found = await application(console.session, application_id)
        return await self._file(console, found, Form())

    @post("/{application_id:uuid}/decision", dependencies=needs(DecisionPermission.CONFIRM))
    async def decide(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """A named person confirms or decides otherwise."""
        session = console.session
        found = await application(session, application_id, lock=True)
        form = await console.form()
        outcome = form.choice("outcome", _OUTCOMES)
        reason = form.lines("reason", required=False)
        decision = await current(session, found)
        if await owes_card(session, console.staff.id, found.id):
            form.add_error("", _("请先提交您自己的评价，再确认结果。"))
        if decision is not None and form.value("seen") not in ("", str(decision.id)):
            form.add_error("", _("您打开页面后又有了新的评价，结果已重新标记。请核对后再确认。"))
        if form.ok:
            try:
                by = console.author
                decision = await confirm(session, console.vault, found, outcome=outcome, reason=reason, by=by)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok or decision is None:
            return await self._file(console, found, form, status=422)
        back = (
            href("hr.todo.show")
            if form.value("from") == "todo"
            else href("hr.candidates.show", application_id=application_id)
        )
        return console.redirect(back, flash=await said_of(session, decision, found.person.name))

    @post("/{application_id:uuid}/show/{field:str}", dependencies=needs(CandidatePermission.REVEAL))
    async def show_value(
        self, console: Console, application_id: FromPath[UUID], field: FromPath[str]
    ) -> Response[str]:
        """One masked value in clear; who looked is written down."""
        if field not in REVEALED:
            raise NotFoundError
        found = await application(console.session, application_id)
        value = await reveal(console.session, console.vault, found, field, actor=console.actor)
        if console.wants_fragment:
            return console.render("hr/hiring/candidates/_shown.html", value=value)
        return await self._file(console, found, Form(), shown={field: value})

    @post("/{application_id:uuid}/interviews", dependencies=needs(InterviewPermission.ASSIGN))
    async def ask_as_before(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """Where the form of `ask` led in an earlier release."""
        found = await application(console.session, application_id)
        return moved(href("hr.candidates.ask", application_id=found.id))

    @post("/{application_id:uuid}/assignments", dependencies=needs(InterviewPermission.ASSIGN))
    async def ask(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Ask an interviewer for a card."""
        session = console.session
        found = await application(session, application_id, lock=True)
        form = await console.form()
        round_name = form.text("round", most=20)
        by = await self._interviewer(session, form, console.staff)
        if by is None or not form.ok:
            return await self._file(console, found, form, status=422)
        await assign(session, found, user_id=by, round_name=round_name, held_at=None, actor=console.actor)
        return console.redirect(
            href("hr.candidates.show", application_id=application_id), flash=_("已请面试官评价。")
        )

    async def _interviewer(self, session: AsyncSession, form: Form, staff: Staff) -> UUID | None:
        """Who was chosen, or the person without an account who was named."""
        if form.value("guest_login"):
            login = form.parsed("guest_login", parse_email)
            name = form.text("guest_name", most=40)
            if login is None or not form.ok:
                return None
            try:
                async with attempt(session):
                    return await interviewer(session, login=login, name=name, actor=staff.actor)
            except DomainError as refused:
                form.add_error("guest_login", str(refused))
                return None
        known = {str(user.id) for user in await users_with(session, InterviewPermission.SCORE)}
        chosen = form.choice("user", tuple(known))
        return UUID(chosen) if form.ok else None

    async def _links(
        self,
        session: AsyncSession,
        vault: Vault,
        found: Application,
        asked: Sequence[tuple[InterviewAssignment, Any]],
    ) -> dict[UUID, str]:
        """The personal links of those who still owe a card, where the department works with links."""
        if not await is_on(session, Feature.INTERVIEW_LINKS, found.vacancy.department_id):
            return {}
        origin = tenant_of(session).origin
        return {
            assignment.id: origin
            + href("hr.scorecards.guest.show", token=await link_token(session, vault, assignment))
            for assignment, _user in asked
        }

    async def _file(
        self,
        console: ConsoleRequest,
        found: Application,
        form: Form,
        status: int = 200,
        shown: Mapping[str, str] = MappingProxyType({}),
    ) -> Response[str]:
        session, staff = console.session, console.staff
        events = await timeline(session, found.id)
        settings = await tenant_settings(session)
        asked = await assignments_of(session, found.id)
        owing = await owes_card(session, staff.id, found.id)
        interviews = await interviews_of(session, found.id)
        may_ask = staff.may(InterviewPermission.ASSIGN)
        standing = await standing_of(session, found.id)
        messages = await messages_of(session, found.id)
        offers = await offers_of(session, found.id) if staff.may(OfferPermission.READ) else ()
        return await console.page(
            "candidates",
            "hr/hiring/candidates/show.html",
            status_code=status,
            application=found,
            decision=standing.decision,
            standing=standing,
            place=(await layout(session)).place_of(found),
            warning=await warning_of(session, console.vault, staff, found.person_id),
            pool=await entry_of(session, found.person_id),
            archived_for=REASONS[found.archive_reason].label if found.archive_reason else "",
            cards=await scorecards(session, found.id),
            revisions=await revisions_of(session, found.id),
            owing=owing,
            dimensions=settings.dimensions,
            asked=asked,
            links=await self._links(session, console.vault, found, asked) if may_ask else {},
            messages=messages,
            written=await version_numbers_of(session, messages),
            calls=await calls_of(session, found.id),
            explain=explain_failure,
            contract=await open_contract_of(session, found.id),
            offers=offers,
            offer_state_of=offer_state_now,
            offer_open=any(offer_state_now(one) in (*PREPARED, *WAITING) for one in offers),
            interviewers=await users_with(session, InterviewPermission.SCORE),
            rounds=await rounds_of(session),
            interviews=interviews,
            panels=await panels(session, interviews),
            arrangeable=found.stage in OPEN_STAGES,
            promises=await promises_of(session, found.id),
            events=[
                (event, describe(event.kind, event.data))
                for event in events
                if not (owing and event.kind.startswith("decision."))
            ],
            form=form,
            shown=shown,
        )
