"""One of my cards, signed in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.queries import user
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.interviews.errors import AlreadyScoredError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.queries import assignment_of
from ....tenants.hiring.scorecards.pending import is_owed
from ....tenants.hiring.scorecards.service import submit
from ...actor import needs
from ...context import Console, ConsoleRequest
from ...staff import Staff
from .card import Sheet, open_sheet, save_draft


class CardController(Controller):
    """`/hr/assignments/ID`."""

    path = "/hr/assignments/{assignment_id:uuid}"
    dependencies = needs(InterviewPermission.SCORE)

    @get("/")
    async def show(self, console: Console, assignment_id: FromPath[UUID]) -> Response[Any]:
        """The card as far as it is filled in."""
        sheet = await _sheet(console.session, assignment_id, console.staff)
        if sheet.assignment.scorecard_id is not None:
            return console.redirect(href("hr.assignments.listing"), flash=_("您已提交过这份评价。"))
        if not await is_owed(console.session, assignment_id):
            return console.redirect(
                href("hr.assignments.listing"), flash=_("这位候选人的结果已确认，不再需要您评价，谢谢。")
            )
        return await self._card(console, sheet)

    @post("/")
    async def send(self, console: Console, assignment_id: FromPath[UUID]) -> Response[Any]:
        """Take the card in; the rule marks at once."""
        sheet = await _sheet(console.session, assignment_id, console.staff, await console.form())
        card = sheet.read()
        if not sheet.form.ok:
            return await self._card(console, sheet, status=422)
        try:
            await submit(console.session, sheet.application, card, actor=console.actor)
        except AlreadyScoredError as done:
            return console.redirect(href("hr.assignments.listing"), flash=str(done))
        return console.redirect(
            href("hr.assignments.listing"), flash=_("已提交，谢谢。系统已按规则标记结果，等待 HR 确认。")
        )

    @post("/draft")
    async def keep(self, console: Console, assignment_id: FromPath[UUID]) -> Response[Any]:
        """Keep what is typed so far."""
        sheet = await _sheet(console.session, assignment_id, console.staff, await console.form())
        if sheet.assignment.scorecard_id is not None:
            return console.redirect(href("hr.assignments.listing"), flash=_("您已提交过这份评价。"))
        return await save_draft(console, sheet, back=href("hr.scorecards.show", assignment_id=assignment_id))

    async def _card(self, console: ConsoleRequest, sheet: Sheet, status: int = 200) -> Response[str]:
        return await console.page(
            "assignments",
            "hr/hiring/scorecards/card.html",
            status_code=status,
            action=href("hr.scorecards.send", assignment_id=sheet.assignment.id),
            draft=href("hr.scorecards.keep", assignment_id=sheet.assignment.id),
            **sheet.context(),
        )


async def _sheet(session: AsyncSession, assignment_id: UUID, staff: Staff, form: Form | None = None) -> Sheet:
    """`form`: what was sent. The application is locked then: nothing is kept while the card is being taken in."""
    assignment = await assignment_of(session, assignment_id, staff.id)
    found = await application(session, assignment.application_id, lock=form is not None)
    if form is not None:
        await session.refresh(assignment)  # as it is now that nobody else is at it
    return await open_sheet(session, assignment, found, await user(session, staff.id), form)
