"""One result on a page of its own, as good on a phone: confirm, take back, turn round, answer who asked for a person."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.decisions.errors import NoReviewError
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.decisions.models import Decision
from ....tenants.hiring.decisions.notification import take_back
from ....tenants.hiring.decisions.queries import standing_of
from ....tenants.hiring.decisions.reversal import reverse
from ....tenants.hiring.decisions.reviews import Answer, answer_review, review_of
from ....tenants.hiring.interviews.queries import scorecards
from ....tenants.hiring.scorecards.pending import owes_card
from ...actor import needs
from ...context import Console, ConsoleRequest
from .confirmations import said_of

Id = FromPath[UUID]
_OUTCOMES = ("pass", "fail")


class ResultController(Controller):
    """`/hr/candidates/<id>/result`."""

    path = "/hr/candidates/{application_id:uuid}/result"
    dependencies = needs(DecisionPermission.CONFIRM)

    @get("/")
    async def show(self, console: Console, application_id: Id) -> Response[str]:
        """What was marked and why, where it stands, and what can be done."""
        return await _page(console, await application(console.session, application_id), Form())

    @post("/take-back")
    async def take_back(self, console: Console, application_id: Id) -> Response[Any]:
        """Take it back before the candidate hears of it."""
        found = await application(console.session, application_id, lock=True)
        form = await console.form()

        async def act() -> str:
            await take_back(console.session, found, console.author)
            return _("已撤回{name}的结果，候选人没有收到通知。").format(name=found.person.name)

        return await _answer(console, found, form, act)

    @post("/reverse")
    async def reverse(self, console: Console, application_id: Id) -> Response[Any]:
        """Turn a told result round; the candidate gets a message of its own."""
        session = console.session
        found = await application(session, application_id, lock=True)
        form = await console.form()
        outcome = form.choice("outcome", _OUTCOMES)
        reason = form.lines("reason", required=False)

        async def act() -> str:
            after = await reverse(
                session, console.vault, found, outcome=outcome, reason=reason, by=console.author
            )
            return await _said_after(session, after, found)

        return await _answer(console, found, form, act)

    @post("/review")
    async def review(self, console: Console, application_id: Id) -> Response[Any]:
        """Answer a candidate who asked for a person."""
        session = console.session
        found = await application(session, application_id, lock=True)
        form = await console.form()
        outcome = form.choice("outcome", _OUTCOMES)
        answer = form.lines("answer", most=500)
        asked = await review_of(session, found.id)

        async def act() -> str:
            if asked is None:
                raise NoReviewError
            after = await answer_review(
                session, console.vault, found, asked, Answer(outcome, answer, console.author)
            )
            if asked.verdict == "upheld":
                return _("已答复{name}，维持原结果。").format(name=found.person.name)
            return await _said_after(session, after, found)

        return await _answer(console, found, form, act)


async def _said_after(session: AsyncSession, decision: Decision, found: Application) -> str:
    if decision.reverses_id is None:
        return _("已提出改判，等另一位同事同意后才会通知。")
    return await said_of(session, decision, found.person.name)


async def _answer(
    console: ConsoleRequest, found: Application, form: Form, act: Callable[[], Awaitable[str]]
) -> Response[Any]:
    """Do it and say so, or show the page with what is wrong and all that was typed."""
    said = ""
    if form.ok:
        try:
            async with attempt(console.session):  # refused half-way, nothing of it stays
                said = await act()
        except DomainError as refused:
            form.refuse(refused)
    if not form.ok:
        return await _page(console, found, form)
    back = (
        href("hr.todo.show")
        if form.value("from") == "todo"
        else href("hr.decisions.results.show", application_id=found.id)
    )
    return console.redirect(back, flash=said)


async def _page(console: ConsoleRequest, found: Application, form: Form) -> Response[str]:
    session = console.session
    settings = await tenant_settings(session)
    return await console.page(
        "candidates",
        "hr/hiring/decisions/result.html",
        status_code=200 if form.ok else 422,
        application=found,
        standing=await standing_of(session, found.id),
        cards=await scorecards(session, found.id),
        dimensions=settings.dimensions,
        owing=await owes_card(session, console.staff.id, found.id),
        form=form,
    )
